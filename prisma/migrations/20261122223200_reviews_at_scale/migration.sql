-- Reviews of a hundred thousand agents: what is reviewed is fixed at the launch, its evidence is gathered afterwards; and
-- what agents used is summed up as it is recorded, so that evidence is no walk over the ledger.

-- AlterTable
ALTER TABLE "review_campaign" ADD COLUMN "opened_at" TIMESTAMPTZ(3),
ADD COLUMN "cancelled_at" TIMESTAMPTZ(3),
ADD COLUMN "cancelled_by_name" TEXT,
ADD COLUMN "cancelled_because" TEXT;

-- CreateTable
CREATE TABLE "review_gathering" (
    "tenant_id" UUID NOT NULL,
    "campaign_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "agent_name" TEXT NOT NULL,
    "risk_level" TEXT NOT NULL,
    "revision_id" UUID NOT NULL,
    "document_digest" TEXT NOT NULL,
    "reviewer_id" UUID NOT NULL,
    "second" BOOLEAN NOT NULL,
    "third" BOOLEAN NOT NULL,
    "by_fallback" BOOLEAN NOT NULL,
    "ownerless" BOOLEAN NOT NULL,
    "uncertifiable" BOOLEAN NOT NULL,
    "steady" BOOLEAN NOT NULL,
    "called" BOOLEAN NOT NULL,
    "production" BOOLEAN NOT NULL,
    "loses" INTEGER NOT NULL,
    "losing" BOOLEAN NOT NULL,
    "mandates" TEXT NOT NULL,

    CONSTRAINT "review_gathering_pkey" PRIMARY KEY ("campaign_id","agent_id")
);

-- CreateTable
CREATE TABLE "agent_use" (
    "tenant_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "tool_server" TEXT NOT NULL,
    "tool" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "allowed" INTEGER NOT NULL,
    "denied" INTEGER NOT NULL,
    "last_allowed_at" TIMESTAMPTZ(3),

    CONSTRAINT "agent_use_pkey" PRIMARY KEY ("tenant_id","agent_id","tool_server","tool","day")
);

-- CreateTable
CREATE TABLE "agent_use_person" (
    "tenant_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "calls" INTEGER NOT NULL,

    CONSTRAINT "agent_use_person_pkey" PRIMARY KEY ("tenant_id","agent_id","person_id","day")
);

-- CreateTable
CREATE TABLE "agent_use_cursor" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "xid" xid8 NOT NULL DEFAULT '0'::xid8,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agent_use_cursor_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "review_item_progress" ON "review_item"("campaign_id", "state", "decision", "effect", "outcome_by", "phase", "reviewer_id");

-- CreateIndex
CREATE INDEX "review_item_campaign_id_agent_name_id_idx" ON "review_item"("campaign_id", "agent_name", "id");

-- By hand from here on.
-- What was launched until now was so in one transaction.
UPDATE "review_campaign" SET opened_at = launched_at;
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_cancelled" CHECK ((cancelled_at IS NULL) = (cancelled_because IS NULL) AND NOT (cancelled_at IS NOT NULL AND opened_at IS NOT NULL));
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_ran_out" CHECK (ran_out_at IS NULL OR opened_at IS NOT NULL);
-- Found by the process that gathers, among all that ever were.
CREATE INDEX "review_campaign_launching" ON "review_campaign" (id) WHERE opened_at IS NULL;
INSERT INTO "agent_use_cursor" DEFAULT VALUES;

GRANT UPDATE (opened_at, cancelled_at, cancelled_by_name, cancelled_because) ON "review_campaign" TO lanyard_authority;
GRANT SELECT, INSERT, DELETE ON "review_gathering" TO lanyard_authority;
-- To pass over those that somebody else gathers.
GRANT UPDATE (mandates) ON "review_gathering" TO lanyard_authority;
GRANT SELECT, INSERT, UPDATE, DELETE ON "agent_use", "agent_use_person" TO lanyard_authority;
GRANT SELECT, UPDATE ON "agent_use_cursor" TO lanyard_authority;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['review_gathering', 'agent_use', 'agent_use_person'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (current_setting(''lanyard.tenant'', true) IN (tenant_id::text, ''system''))', t);
  END LOOP;
END $$;

-- Nobody has been asked about an item of a review that was cancelled before it opened; no other is ever deleted.
GRANT DELETE ON "review_item" TO lanyard_authority;
CREATE POLICY never_opened ON "review_item" AS RESTRICTIVE FOR DELETE USING (EXISTS (SELECT FROM review_campaign c WHERE c.id = campaign_id AND c.cancelled_at IS NOT NULL));

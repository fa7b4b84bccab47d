-- Orders of every grain and mode, orders that wait for a second administrator, and restoring in stages.

-- AlterTable
ALTER TABLE "containment_order" ADD COLUMN "target_key" TEXT,
ADD COLUMN "scopes" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN "endpoint" TEXT,
ADD COLUMN "until" TIMESTAMPTZ(3),
ADD COLUMN "follows_id" UUID,
ADD COLUMN "confirmed_by" TEXT,
ADD COLUMN "confirmed_by_name" TEXT;

-- AlterTable
ALTER TABLE "containment_cover" ADD COLUMN "subject_key" TEXT,
ADD COLUMN "mode" TEXT NOT NULL DEFAULT 'suspend';

-- CreateTable
CREATE TABLE "containment_request" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "grain" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "target_id" UUID NOT NULL,
    "target_name" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "snapshot_digest" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "requested_by" TEXT NOT NULL,
    "requested_by_kind" TEXT NOT NULL,
    "requested_by_name" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "order_id" UUID,
    "cancelled_at" TIMESTAMPTZ(3),
    "cancelled_by_name" TEXT,

    CONSTRAINT "containment_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "restore_signature" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "stage" TEXT NOT NULL,
    "signed_as" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "person_name" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "restore_signature_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "containment_request_tenant_id_requested_at_idx" ON "containment_request"("tenant_id", "requested_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "restore_signature_order_id_stage_signed_as_key" ON "restore_signature"("order_id", "stage", "signed_as");

-- CreateIndex
CREATE UNIQUE INDEX "restore_signature_order_id_stage_person_id_key" ON "restore_signature"("order_id", "stage", "person_id");

-- By hand from here on.
ALTER TABLE "containment_order" DROP CONSTRAINT "containment_order_grain";
ALTER TABLE "containment_order" DROP CONSTRAINT "containment_order_mode";
ALTER TABLE "containment_order" ADD CONSTRAINT "containment_order_grain"
  CHECK (grain IN ('run', 'agent', 'sub_tree', 'owner', 'tool', 'tool_server', 'platform', 'tenant', 'mandate'));
ALTER TABLE "containment_order" ADD CONSTRAINT "containment_order_mode" CHECK (mode IN ('suspend', 'strip', 'quarantine', 'kill'));
ALTER TABLE "containment_order" ADD CONSTRAINT "containment_order_endpoint" CHECK ((mode = 'quarantine') = (endpoint IS NOT NULL));
-- What is killed stays so: no end, and nobody lifts it.
ALTER TABLE "containment_order" ADD CONSTRAINT "containment_order_killed" CHECK (mode <> 'kill' OR (until IS NULL AND lifted_at IS NULL));
ALTER TABLE "containment_cover" ADD CONSTRAINT "containment_cover_mode" CHECK (mode IN ('suspend', 'strip', 'quarantine', 'kill'));
ALTER TABLE "containment_cover" ADD CONSTRAINT "containment_cover_killed" CHECK (mode <> 'kill' OR lifted_epoch IS NULL);
-- A subject without an id of its own has one made from its key, so that one index finds every kind.
ALTER TABLE "containment_cover" ADD CONSTRAINT "containment_cover_subject"
  CHECK (subject_key IS NULL OR subject_id = md5(kind || ':' || subject_key)::uuid);
ALTER TABLE "containment_request" ADD CONSTRAINT "containment_request_one_end" CHECK (order_id IS NULL OR cancelled_at IS NULL);
ALTER TABLE "containment_request" ADD FOREIGN KEY (order_id) REFERENCES "containment_order"(id);
ALTER TABLE "restore_signature" ADD FOREIGN KEY (order_id) REFERENCES "containment_order"(id);
ALTER TABLE "restore_signature" ADD FOREIGN KEY (person_id) REFERENCES "person"(id);
ALTER TABLE "restore_signature" ADD CONSTRAINT "restore_signature_stage" CHECK (stage IN ('read_only', 'full'));
ALTER TABLE "restore_signature" ADD CONSTRAINT "restore_signature_as" CHECK (signed_as IN ('owner', 'reviewer'));

-- The few orders that are over more than agents, which every batch reads whole.
CREATE INDEX "containment_cover_wide" ON "containment_cover" (tenant_id) WHERE kind IN ('run', 'tool', 'tool_server', 'platform', 'owner', 'tenant');
-- Orders whose time may be over.
CREATE INDEX "containment_order_until" ON "containment_order" (until) WHERE until IS NOT NULL AND lifted_at IS NULL;

GRANT SELECT, INSERT ON "containment_request", "restore_signature" TO lanyard_authority;
-- What was asked for and what was signed say for ever what they said.
GRANT UPDATE (order_id, cancelled_at, cancelled_by_name) ON "containment_request" TO lanyard_authority;
GRANT SELECT ON "containment_request", "restore_signature" TO lanyard_worker;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['containment_request', 'restore_signature'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (current_setting(''lanyard.tenant'', true) IN (tenant_id::text, ''system''))', t);
  END LOOP;
END $$;

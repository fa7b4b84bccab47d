-- Reviews that are opened by what happens to an agent; and what a person was shown once.

-- AlterTable
ALTER TABLE "review_campaign" ADD COLUMN "trigger" TEXT;

-- CreateTable
CREATE TABLE "review_trigger" (
    "tenant_id" UUID NOT NULL,
    "event" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "reviewers" TEXT NOT NULL,
    "fallback_id" UUID NOT NULL,
    "due_days" INTEGER NOT NULL,
    "inactive_days" INTEGER,
    "set_by" UUID NOT NULL,
    "set_by_name" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "review_trigger_pkey" PRIMARY KEY ("tenant_id","event")
);

-- CreateTable
CREATE TABLE "review_event" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "agent_id" UUID NOT NULL,
    "because" TEXT NOT NULL,
    "campaign_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "review_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_guide" (
    "person_id" UUID NOT NULL,
    "guide" TEXT NOT NULL,
    "tenant_id" UUID NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_guide_pkey" PRIMARY KEY ("person_id","guide")
);

-- CreateIndex
CREATE UNIQUE INDEX "review_event_tenant_id_key_key" ON "review_event"("tenant_id", "key");

-- CreateIndex
CREATE INDEX "review_event_campaign_id_at_idx" ON "review_event"("campaign_id", "at");

-- By hand from here on.
ALTER TABLE "review_trigger" ADD FOREIGN KEY (fallback_id) REFERENCES "person"(id);
ALTER TABLE "review_trigger" ADD FOREIGN KEY (set_by) REFERENCES "person"(id);
ALTER TABLE "review_event" ADD FOREIGN KEY (campaign_id) REFERENCES "review_campaign"(id);
ALTER TABLE "person_guide" ADD FOREIGN KEY (person_id) REFERENCES "person"(id);
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_trigger" CHECK (trigger IN ('document', 'owner', 'finding', 'inactive'));
ALTER TABLE "review_trigger" ADD CONSTRAINT "review_trigger_rule" CHECK (event IN ('document', 'owner', 'finding', 'inactive') AND reviewers IN ('owner', 'sponsor', 'manager')
  AND due_days BETWEEN 1 AND 90 AND (event = 'inactive') = (inactive_days IS NOT NULL));
-- Those of one agent that may still be open, to fold what happens next into.
CREATE INDEX "review_campaign_triggered" ON "review_campaign" (tenant_id, scope_value) WHERE trigger IS NOT NULL AND ran_out_at IS NULL;
-- What happened and no review was opened for yet, found without reading what was.
CREATE INDEX "outbox_agent_event" ON "outbox" (id) WHERE topic = 'agent.event' AND processed_at IS NULL;

GRANT SELECT, INSERT ON "review_trigger", "review_event", "person_guide" TO lanyard_authority;
GRANT UPDATE (enabled, reviewers, fallback_id, due_days, inactive_days, set_by, set_by_name, set_at) ON "review_trigger" TO lanyard_authority;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['review_trigger', 'review_event', 'person_guide'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (current_setting(''lanyard.tenant'', true) IN (tenant_id::text, ''system''))', t);
  END LOOP;
END $$;

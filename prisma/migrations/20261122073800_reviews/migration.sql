-- Access reviews: campaigns, and one item an agent with its access frozen at the launch.

-- CreateTable
CREATE TABLE "review_campaign" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "scope_value" TEXT,
    "reviewers" TEXT NOT NULL,
    "fallback_id" UUID NOT NULL,
    "no_response" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "snapshot_digest" TEXT NOT NULL,
    "launch_check" JSONB NOT NULL,
    "created_by" UUID NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "launched_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ran_out_at" TIMESTAMPTZ(3),

    CONSTRAINT "review_campaign_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review_item" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "campaign_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "agent_name" TEXT NOT NULL,
    "risk_level" TEXT NOT NULL,
    "evidence" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "document_digest" TEXT NOT NULL,
    "changed" BOOLEAN NOT NULL,
    "second" BOOLEAN NOT NULL,
    "reviewer_id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "version" INTEGER NOT NULL DEFAULT 1,
    "decision" TEXT,
    "comment" TEXT,
    "removes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "decided_by" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "decided_document" TEXT,
    "submitted_at" TIMESTAMPTZ(3),
    "certified_by" UUID,
    "certified_at" TIMESTAMPTZ(3),
    "certifier_note" TEXT,
    "outcome_by" TEXT,
    "final_at" TIMESTAMPTZ(3),
    "effect" TEXT,
    "effect_detail" TEXT,
    "claimed_at" TIMESTAMPTZ(3),
    "applied_at" TIMESTAMPTZ(3),
    "probe" JSONB,
    "probed_at" TIMESTAMPTZ(3),

    CONSTRAINT "review_item_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "review_campaign_tenant_id_launched_at_id_idx" ON "review_campaign"("tenant_id", "launched_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "review_campaign_due_at_idx" ON "review_campaign"("due_at");

-- CreateIndex
CREATE INDEX "review_item_tenant_id_reviewer_id_state_idx" ON "review_item"("tenant_id", "reviewer_id", "state");

-- CreateIndex
CREATE INDEX "review_item_tenant_id_agent_id_final_at_idx" ON "review_item"("tenant_id", "agent_id", "final_at" DESC);

-- CreateIndex
CREATE INDEX "review_item_effect_claimed_at_idx" ON "review_item"("effect", "claimed_at");

-- CreateIndex
CREATE UNIQUE INDEX "review_item_campaign_id_agent_id_key" ON "review_item"("campaign_id", "agent_id");

-- By hand from here on.
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_scope" CHECK (scope IN ('all', 'team', 'platform', 'risk', 'not_reviewed_since', 'unused_days', 'agent'));
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_scope_value" CHECK ((scope = 'all') = (scope_value IS NULL));
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_reviewers" CHECK (reviewers IN ('owner', 'sponsor'));
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_no_response" CHECK (no_response IN ('keep', 'reduce', 'suspend'));
ALTER TABLE "review_campaign" ADD FOREIGN KEY (fallback_id) REFERENCES "person"(id);
ALTER TABLE "review_campaign" ADD FOREIGN KEY (created_by) REFERENCES "person"(id);
ALTER TABLE "review_item" ADD FOREIGN KEY (campaign_id) REFERENCES "review_campaign"(id);
ALTER TABLE "review_item" ADD FOREIGN KEY (agent_id) REFERENCES "agent"(id);
ALTER TABLE "review_item" ADD FOREIGN KEY (reviewer_id) REFERENCES "person"(id);
ALTER TABLE "review_item" ADD FOREIGN KEY (decided_by) REFERENCES "person"(id);
ALTER TABLE "review_item" ADD FOREIGN KEY (certified_by) REFERENCES "person"(id);
ALTER TABLE "review_item" ADD CONSTRAINT "review_item_state" CHECK (state IN ('open', 'decided', 'certify', 'final'));
ALTER TABLE "review_item" ADD CONSTRAINT "review_item_decision" CHECK (decision IN ('keep', 'reduce', 'remove'));
ALTER TABLE "review_item" ADD CONSTRAINT "review_item_decided" CHECK ((state = 'open') = (decision IS NULL));
ALTER TABLE "review_item" ADD CONSTRAINT "review_item_final" CHECK ((state = 'final') = (final_at IS NOT NULL) AND (state = 'final') = (outcome_by IS NOT NULL) AND (state = 'final') = (effect IS NOT NULL));
ALTER TABLE "review_item" ADD CONSTRAINT "review_item_outcome" CHECK (outcome_by IN ('review', 'no_response'));
ALTER TABLE "review_item" ADD CONSTRAINT "review_item_effect" CHECK (effect IN ('pending', 'applied', 'failed', 'drifted'));
-- Nobody is the second person of their own decision.
ALTER TABLE "review_item" ADD CONSTRAINT "review_item_two_people" CHECK (certified_by IS NULL OR certified_by <> decided_by);
ALTER TABLE "review_item" ADD CONSTRAINT "review_item_certified" CHECK (state <> 'final' OR outcome_by = 'no_response' OR NOT second OR certified_by IS NOT NULL);

-- What was decided for good says for ever what was decided; only what became of it is added.
CREATE FUNCTION refuse_review_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'final' AND (NEW.state, NEW.decision, NEW.comment, NEW.removes, NEW.decided_by, NEW.decided_at, NEW.decided_document, NEW.certified_by, NEW.outcome_by, NEW.final_at)
     IS DISTINCT FROM (OLD.state, OLD.decision, OLD.comment, OLD.removes, OLD.decided_by, OLD.decided_at, OLD.decided_document, OLD.certified_by, OLD.outcome_by, OLD.final_at) THEN
    RAISE EXCEPTION 'a review that is final does not change' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.second AND NOT NEW.second THEN
    RAISE EXCEPTION 'what needs a second person keeps needing one' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "review_item_final" BEFORE UPDATE ON "review_item" FOR EACH ROW EXECUTE FUNCTION refuse_review_change();

GRANT SELECT, INSERT ON "review_campaign", "review_item" TO lanyard_authority;
-- What was frozen at the launch stays as it was.
GRANT UPDATE (ran_out_at) ON "review_campaign" TO lanyard_authority;
GRANT UPDATE (second, reviewer_id, state, version, decision, comment, removes, decided_by, decided_at, decided_document, submitted_at, certified_by, certified_at,
  certifier_note, outcome_by, final_at, effect, effect_detail, claimed_at, applied_at, probe, probed_at) ON "review_item" TO lanyard_authority;
GRANT SELECT ON "review_campaign", "review_item" TO lanyard_worker;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['review_campaign', 'review_item'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (current_setting(''lanyard.tenant'', true) IN (tenant_id::text, ''system''))', t);
  END LOOP;
END $$;

-- Reviews in up to three stages, with a grace list and second looks; schedules that launch them.

-- AlterTable
ALTER TABLE "review_campaign" ADD COLUMN "grace_days" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "reviewer_id" UUID,
ADD COLUMN "schedule_id" UUID,
ADD COLUMN "second_look" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "stages" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "review_item" ADD COLUMN "keeps" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN "second_look" TEXT,
ADD COLUMN "third" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "third_at" TIMESTAMPTZ(3),
ADD COLUMN "third_by" UUID;

-- CreateTable
CREATE TABLE "review_schedule" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "plan" JSONB NOT NULL,
    "name" TEXT NOT NULL,
    "every" TEXT NOT NULL,
    "due_days" INTEGER NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "loses_max" INTEGER NOT NULL,
    "held_because" TEXT,
    "created_by" UUID NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "review_schedule_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "review_schedule_tenant_id_ended_at_idx" ON "review_schedule"("tenant_id", "ended_at");

-- CreateIndex
CREATE INDEX "review_schedule_next_at_idx" ON "review_schedule"("next_at");

-- By hand from here on.
ALTER TABLE "review_campaign" DROP CONSTRAINT "review_campaign_scope";
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_scope"
  CHECK (scope IN ('all', 'team', 'platform', 'risk', 'sensitivity', 'server', 'new_days', 'changed_since', 'not_reviewed_since', 'unused_days', 'ownerless', 'agent'));
ALTER TABLE "review_campaign" DROP CONSTRAINT "review_campaign_scope_value";
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_scope_value" CHECK ((scope IN ('all', 'ownerless')) = (scope_value IS NULL));
ALTER TABLE "review_campaign" DROP CONSTRAINT "review_campaign_reviewers";
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_reviewers" CHECK (reviewers IN ('owner', 'sponsor', 'manager', 'named'));
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_named" CHECK ((reviewers = 'named') = (reviewer_id IS NOT NULL));
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_stages" CHECK (stages BETWEEN 1 AND 3);
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_grace" CHECK (grace_days BETWEEN 0 AND 90);
ALTER TABLE "review_campaign" ADD FOREIGN KEY (reviewer_id) REFERENCES "person"(id);
ALTER TABLE "review_campaign" ADD FOREIGN KEY (schedule_id) REFERENCES "review_schedule"(id);
ALTER TABLE "review_item" ADD FOREIGN KEY (third_by) REFERENCES "person"(id);
-- Three stages are three people.
ALTER TABLE "review_item" ADD CONSTRAINT "review_item_three_people" CHECK (third_by IS NULL OR (third_by <> decided_by AND third_by <> certified_by));
ALTER TABLE "review_item" ADD CONSTRAINT "review_item_third" CHECK (NOT third OR (second AND (state <> 'final' OR outcome_by = 'no_response' OR third_by IS NOT NULL)));
ALTER TABLE "review_schedule" ADD FOREIGN KEY (created_by) REFERENCES "person"(id);
ALTER TABLE "review_schedule" ADD CONSTRAINT "review_schedule_every" CHECK (every IN ('weekly', 'monthly', 'quarterly', 'half_yearly', 'yearly'));
ALTER TABLE "review_schedule" ADD CONSTRAINT "review_schedule_due_days" CHECK (due_days BETWEEN 1 AND 90);

CREATE OR REPLACE FUNCTION refuse_review_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'final' AND (NEW.state, NEW.decision, NEW.comment, NEW.removes, NEW.keeps, NEW.decided_by, NEW.decided_at, NEW.decided_document, NEW.certified_by, NEW.third_by, NEW.outcome_by, NEW.final_at)
     IS DISTINCT FROM (OLD.state, OLD.decision, OLD.comment, OLD.removes, OLD.keeps, OLD.decided_by, OLD.decided_at, OLD.decided_document, OLD.certified_by, OLD.third_by, OLD.outcome_by, OLD.final_at) THEN
    RAISE EXCEPTION 'a review that is final does not change' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.second AND NOT NEW.second THEN
    RAISE EXCEPTION 'what needs a second person keeps needing one' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

GRANT UPDATE (keeps, second_look, third_by, third_at) ON "review_item" TO lanyard_authority;
GRANT SELECT, INSERT ON "review_schedule" TO lanyard_authority;
GRANT UPDATE (next_at, loses_max, held_because, ended_at) ON "review_schedule" TO lanyard_authority;
GRANT SELECT ON "review_schedule" TO lanyard_worker;

ALTER TABLE "review_schedule" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "review_schedule" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));

-- What its reviewers decided and did not submit, when a review is due: it is submitted as it stands, or counts as no answer. What
-- was launched until now said the latter.
ALTER TABLE "review_campaign" ADD COLUMN "unsubmitted" TEXT NOT NULL DEFAULT 'no_response';
ALTER TABLE "review_item" ADD COLUMN "submitted_when_due" BOOLEAN NOT NULL DEFAULT false;

-- By hand from here on.
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_unsubmitted" CHECK (unsubmitted IN ('submit', 'no_response'));
ALTER TABLE "review_item" ADD CONSTRAINT "review_item_submitted_when_due" CHECK (NOT submitted_when_due OR (state = 'final' AND outcome_by = 'review' AND submitted_at IS NOT NULL));
-- They are counted with each look at a campaign, whose other counts are of an index alone.
CREATE INDEX "review_item_when_due" ON "review_item" (campaign_id) WHERE submitted_when_due;
GRANT UPDATE (submitted_when_due) ON "review_item" TO lanyard_authority;

CREATE OR REPLACE FUNCTION refuse_review_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'final' AND (NEW.state, NEW.decision, NEW.comment, NEW.removes, NEW.keeps, NEW.decided_by, NEW.decided_at, NEW.decided_document, NEW.submitted_at, NEW.submitted_when_due, NEW.certified_by, NEW.third_by, NEW.outcome_by, NEW.final_at)
     IS DISTINCT FROM (OLD.state, OLD.decision, OLD.comment, OLD.removes, OLD.keeps, OLD.decided_by, OLD.decided_at, OLD.decided_document, OLD.submitted_at, OLD.submitted_when_due, OLD.certified_by, OLD.third_by, OLD.outcome_by, OLD.final_at) THEN
    RAISE EXCEPTION 'a review that is final does not change' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD.second AND NOT NEW.second THEN
    RAISE EXCEPTION 'what needs a second person keeps needing one' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

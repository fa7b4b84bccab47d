-- A fourth rule for no answer: what is unanswered goes once to the reviewer's manager, else to the fallback, who has more time;
-- what is unanswered then too is suspended.
ALTER TABLE "review_campaign" ADD COLUMN "escalated_at" TIMESTAMPTZ(3);
ALTER TABLE "review_item" ADD COLUMN "escalated_at" TIMESTAMPTZ(3);

-- By hand from here on.
ALTER TABLE "review_campaign" DROP CONSTRAINT "review_campaign_no_response";
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_no_response" CHECK (no_response IN ('keep', 'reduce', 'suspend', 'escalate'));
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_escalated" CHECK (escalated_at IS NULL OR (no_response = 'escalate' AND opened_at IS NOT NULL));
GRANT UPDATE (due_at, escalated_at) ON "review_campaign" TO lanyard_authority;
GRANT UPDATE (escalated_at) ON "review_item" TO lanyard_authority;

-- When it is due was fixed at the launch: no service moves it, but once, with its escalation.
CREATE FUNCTION refuse_review_due_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.escalated_at IS NOT NULL OR NEW.escalated_at IS NULL OR NEW.due_at <= OLD.due_at)
     AND NOT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
    RAISE EXCEPTION 'when a review is due moves once, where it is escalated' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "review_campaign_due" BEFORE UPDATE ON "review_campaign" FOR EACH ROW
  WHEN (NEW.due_at IS DISTINCT FROM OLD.due_at OR NEW.escalated_at IS DISTINCT FROM OLD.escalated_at) EXECUTE FUNCTION refuse_review_due_change();

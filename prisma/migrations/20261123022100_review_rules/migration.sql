-- Who answers for a tool server: a review can ask them.
ALTER TABLE "tool_server" ADD COLUMN "owner_id" UUID;
ALTER TABLE "tool_server" ADD FOREIGN KEY (owner_id) REFERENCES "person"(id);
CREATE INDEX "tool_server_tenant_id_owner_id_idx" ON "tool_server"("tenant_id", "owner_id");

-- A review by named people: one was named so far, and several may be.
ALTER TABLE "review_campaign" ADD COLUMN "reviewer_ids" UUID[] NOT NULL DEFAULT '{}';
UPDATE "review_campaign" SET reviewer_ids = ARRAY[reviewer_id] WHERE reviewer_id IS NOT NULL;
ALTER TABLE "review_campaign" DROP CONSTRAINT "review_campaign_named";
ALTER TABLE "review_campaign" DROP COLUMN "reviewer_id";
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_named" CHECK (cardinality(reviewer_ids) <= 20 AND (reviewers = 'named') = (cardinality(reviewer_ids) > 0));
ALTER TABLE "review_campaign" DROP CONSTRAINT "review_campaign_reviewers";
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_reviewers" CHECK (reviewers IN ('owner', 'sponsor', 'manager', 'resource_owner', 'named'));
UPDATE "review_schedule" SET plan = (plan - 'reviewer') || jsonb_build_object('named', jsonb_build_array(plan->'reviewer')) WHERE plan ? 'reviewer';

ALTER TABLE "review_trigger" DROP CONSTRAINT "review_trigger_rule";
ALTER TABLE "review_trigger" ADD CONSTRAINT "review_trigger_rule" CHECK (event IN ('document', 'owner', 'finding', 'secret', 'inactive') AND reviewers IN ('owner', 'sponsor', 'manager', 'resource_owner')
  AND due_days BETWEEN 1 AND 90 AND (event = 'inactive') = (inactive_days IS NOT NULL));

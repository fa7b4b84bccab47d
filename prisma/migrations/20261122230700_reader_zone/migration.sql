-- The zone that a person's e-mail is written in; and leaked secrets as what opens a review by itself, apart from other findings.

-- CreateTable
CREATE TABLE "person_zone" (
    "person_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "zone" TEXT NOT NULL,

    CONSTRAINT "person_zone_pkey" PRIMARY KEY ("person_id")
);

-- By hand from here on.
ALTER TABLE "person_zone" ADD FOREIGN KEY (person_id) REFERENCES "person"(id);
ALTER TABLE "person_zone" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "person_zone" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));
GRANT SELECT, INSERT, DELETE ON "person_zone" TO lanyard_authority;
GRANT UPDATE (zone) ON "person_zone" TO lanyard_authority;
GRANT SELECT ON "person_zone" TO lanyard_worker;

ALTER TABLE "review_campaign" DROP CONSTRAINT "review_campaign_trigger";
ALTER TABLE "review_campaign" ADD CONSTRAINT "review_campaign_trigger" CHECK (trigger IN ('document', 'owner', 'finding', 'secret', 'inactive'));
ALTER TABLE "review_trigger" DROP CONSTRAINT "review_trigger_rule";
ALTER TABLE "review_trigger" ADD CONSTRAINT "review_trigger_rule" CHECK (event IN ('document', 'owner', 'finding', 'secret', 'inactive') AND reviewers IN ('owner', 'sponsor', 'manager')
  AND due_days BETWEEN 1 AND 90 AND (event = 'inactive') = (inactive_days IS NOT NULL));
-- Whoever had findings on had these on with them.
INSERT INTO "review_trigger" (tenant_id, event, enabled, reviewers, fallback_id, due_days, set_by, set_by_name, set_at)
  SELECT tenant_id, 'secret', enabled, reviewers, fallback_id, due_days, set_by, set_by_name, set_at FROM "review_trigger" WHERE event = 'finding';

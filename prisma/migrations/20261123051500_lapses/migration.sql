-- Agents lapse: who answers for one confirms from time to time that it is still needed, and one that nobody confirms, or
-- that is not used, stops after notice and grace. By the numbers of the tenant; where nobody has set them, none does.

-- AlterTable
ALTER TABLE "agent" ADD COLUMN     "confirmed_at" TIMESTAMPTZ(3),
ADD COLUMN     "confirmed_by_name" TEXT;

-- CreateTable
CREATE TABLE "lapse_rule" (
    "tenant_id" UUID NOT NULL,
    "reconfirm" BOOLEAN NOT NULL,
    "low" INTEGER NOT NULL,
    "medium" INTEGER NOT NULL,
    "high" INTEGER NOT NULL,
    "critical" INTEGER NOT NULL,
    "inactive" BOOLEAN NOT NULL,
    "inactive_days" INTEGER NOT NULL,
    "notice_days" INTEGER NOT NULL,
    "grace_days" INTEGER NOT NULL,
    "set_by_name" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lapse_rule_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "lapse_notice" (
    "agent_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "tenant_id" UUID NOT NULL,
    "told_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "stops_at" TIMESTAMPTZ(3) NOT NULL,
    "reminded_at" TIMESTAMPTZ(3),
    "stopped_at" TIMESTAMPTZ(3),
    "order_id" UUID,

    CONSTRAINT "lapse_notice_pkey" PRIMARY KEY ("agent_id","kind")
);

-- CreateIndex
CREATE INDEX "lapse_notice_tenant_id_stops_at_idx" ON "lapse_notice"("tenant_id", "stops_at");

-- By hand from here on.
ALTER TABLE "lapse_rule" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
ALTER TABLE "lapse_notice" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
ALTER TABLE "lapse_notice" ADD FOREIGN KEY (agent_id) REFERENCES "agent"(id);
ALTER TABLE "lapse_rule" ADD CONSTRAINT "lapse_rule_numbers" CHECK (low BETWEEN 30 AND 730 AND medium BETWEEN 30 AND 730 AND high BETWEEN 30 AND 730
  AND critical BETWEEN 30 AND 730 AND inactive_days BETWEEN 7 AND 365 AND notice_days BETWEEN 1 AND 29 AND grace_days BETWEEN 0 AND 90);
ALTER TABLE "lapse_notice" ADD CONSTRAINT "lapse_notice_kind" CHECK (kind IN ('reconfirm', 'inactive') AND told_at <= due_at AND due_at <= stops_at);
-- Found by how long ago somebody last said that it is needed, of one risk; and by whether it acts.
CREATE INDEX "agent_by_confirmation" ON "agent" (tenant_id, risk_level, (coalesce(confirmed_at, created_at))) WHERE state = 'active';

GRANT SELECT, INSERT ON "lapse_rule" TO lanyard_authority;
GRANT UPDATE (reconfirm, low, medium, high, critical, inactive, inactive_days, notice_days, grace_days, set_by_name, set_at) ON "lapse_rule" TO lanyard_authority;
GRANT SELECT, DELETE ON "lapse_notice" TO lanyard_authority;
GRANT SELECT ON "lapse_rule" TO lanyard_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON "lapse_notice" TO lanyard_worker;

ALTER TABLE "lapse_rule" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "lapse_rule" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));
ALTER TABLE "lapse_notice" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "lapse_notice" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));

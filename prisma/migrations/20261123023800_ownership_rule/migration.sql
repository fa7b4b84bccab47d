-- How many people answer for an agent at least, by its risk: its owner, its sponsor and its deputies, each once.

-- CreateTable
CREATE TABLE "ownership_rule" (
    "tenant_id" UUID NOT NULL,
    "low" INTEGER NOT NULL,
    "medium" INTEGER NOT NULL,
    "high" INTEGER NOT NULL,
    "critical" INTEGER NOT NULL,
    "set_by_name" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ownership_rule_pkey" PRIMARY KEY ("tenant_id")
);

-- By hand from here on.
ALTER TABLE "ownership_rule" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
ALTER TABLE "ownership_rule" ADD CONSTRAINT "ownership_rule_numbers" CHECK (low BETWEEN 1 AND 6 AND medium BETWEEN 1 AND 6 AND high BETWEEN 1 AND 6 AND critical BETWEEN 1 AND 6);
GRANT SELECT, INSERT ON "ownership_rule" TO lanyard_authority;
GRANT UPDATE (low, medium, high, critical, set_by_name, set_at) ON "ownership_rule" TO lanyard_authority;
ALTER TABLE "ownership_rule" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "ownership_rule" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));

-- The agents of the newest snapshot by team, platform and risk.

-- CreateTable
CREATE TABLE "posture_groups" (
    "tenant_id" UUID NOT NULL,
    "groups" JSONB NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "posture_groups_pkey" PRIMARY KEY ("tenant_id")
);

-- By hand from here on.
ALTER TABLE "posture_groups" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
GRANT SELECT ON "posture_groups" TO lanyard_authority, lanyard_worker;
GRANT INSERT, UPDATE (groups, taken_at) ON "posture_groups" TO lanyard_worker;
ALTER TABLE "posture_groups" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "posture_groups" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));

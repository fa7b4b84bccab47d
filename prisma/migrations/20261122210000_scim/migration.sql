-- SCIM 2.0: clients that provision people and agents, and what these are called where they come from.

-- AlterTable
ALTER TABLE "agent" ADD COLUMN     "external_id" TEXT;

-- AlterTable
ALTER TABLE "person" ADD COLUMN     "deprovisioned_at" TIMESTAMPTZ(3),
ADD COLUMN     "external_id" TEXT;

-- CreateTable
CREATE TABLE "scim_client" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "scim_client_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "scim_client_token_hash_key" ON "scim_client"("token_hash");

-- By hand from here on.
CREATE UNIQUE INDEX "scim_client_name_once" ON "scim_client" (tenant_id, lower(name)) WHERE revoked_at IS NULL;
CREATE UNIQUE INDEX "person_external_id_once" ON "person" (tenant_id, external_id) WHERE external_id IS NOT NULL;
CREATE UNIQUE INDEX "agent_external_id_once" ON "agent" (tenant_id, external_id) WHERE external_id IS NOT NULL;
-- What is deprovisioned has no access.
ALTER TABLE "person" ADD CONSTRAINT "person_deprovisioned" CHECK (deprovisioned_at IS NULL OR status = 'deactivated');

GRANT SELECT, INSERT, UPDATE (revoked_at) ON "scim_client" TO lanyard_authority;
ALTER TABLE "scim_client" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "scim_client" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));

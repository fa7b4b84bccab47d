-- A team may come from a directory, as a group of SCIM: what the directory calls it, and which client made it.

-- AlterTable
ALTER TABLE "team" ADD COLUMN     "external_id" TEXT,
ADD COLUMN     "provisioned_by" TEXT;

-- By hand from here on.
CREATE UNIQUE INDEX "team_external_id_once" ON "team" (tenant_id, external_id) WHERE external_id IS NOT NULL;
GRANT UPDATE (external_id), DELETE ON "team" TO lanyard_authority;

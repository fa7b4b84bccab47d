-- When a SCIM client last showed its token: one that nobody uses is one to revoke.

-- AlterTable
ALTER TABLE "scim_client" ADD COLUMN "last_used_at" TIMESTAMPTZ(3);

-- By hand from here on.
GRANT UPDATE (last_used_at) ON "scim_client" TO lanyard_authority;

-- Resource servers that guard themselves (`lanyard/guard`): each is a tool server at an address of its own, and has
-- enforcement points of one tenant.

-- AlterTable
ALTER TABLE "enforcement_point" ADD COLUMN "server" TEXT;
ALTER TABLE "enrolment_code" ADD COLUMN "tenant_id" UUID, ADD COLUMN "server" TEXT;

-- By hand from here on.
-- Whose server a point guards is known, or it is a gateway's.
ALTER TABLE "enforcement_point" ADD CONSTRAINT "enforcement_point_server_of_tenant" CHECK (server IS NULL OR tenant_id IS NOT NULL);
ALTER TABLE "enrolment_code" ADD CONSTRAINT "enrolment_code_server_of_tenant" CHECK ((server IS NULL) = (tenant_id IS NULL));
-- One address is one server of a tenant: a token names the address. Finds those few among all tool servers, too.
CREATE UNIQUE INDEX "tool_server_guarded_url" ON "tool_server" (tenant_id, (transport->>'url')) WHERE transport->>'kind' = 'guard';

-- Codes of gateways are of the installation and made by whoever owns the database; a service writes its tenant's alone.
ALTER TABLE "enrolment_code" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "enrolment_code" USING (tenant_id IS NULL OR current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'))
  WITH CHECK (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));

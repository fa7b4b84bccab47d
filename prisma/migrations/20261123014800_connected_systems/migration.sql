-- Systems elsewhere in which agents have an account, tokens or a secret: ended there when an agent is retired.

-- CreateTable
CREATE TABLE "connected_system" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "introspection_url" TEXT,
    "header" TEXT NOT NULL,
    "credential_sealed" TEXT,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "connected_system_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connected_token" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "system_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "hint" TEXT NOT NULL,
    "token_sealed" TEXT,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "connected_token_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "connected_token_agent_id_system_id_idx" ON "connected_token"("agent_id", "system_id");

-- By hand from here on.
ALTER TABLE "connected_system" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
ALTER TABLE "connected_token" ADD FOREIGN KEY (system_id) REFERENCES "connected_system"(id);
ALTER TABLE "connected_token" ADD FOREIGN KEY (agent_id) REFERENCES "agent"(id);
CREATE UNIQUE INDEX "connected_system_name_once" ON "connected_system" (tenant_id, lower(name)) WHERE removed_at IS NULL;
-- What is removed keeps no credential, and what is ended no token.
ALTER TABLE "connected_system" ADD CONSTRAINT "connected_system_kind" CHECK (kind IN ('scim', 'oauth', 'secret_store')
  AND (credential_sealed IS NULL) = (removed_at IS NOT NULL) AND (kind = 'oauth' OR introspection_url IS NULL));
ALTER TABLE "connected_token" ADD CONSTRAINT "connected_token_ended" CHECK (hint IN ('refresh_token', 'access_token') AND (token_sealed IS NULL) = (ended_at IS NOT NULL));

-- The authority alone carries retirements out: the worker opens none of these.
GRANT SELECT, INSERT ON "connected_system", "connected_token" TO lanyard_authority;
GRANT UPDATE (credential_sealed, removed_at) ON "connected_system" TO lanyard_authority;
GRANT UPDATE (token_sealed, ended_at) ON "connected_token" TO lanyard_authority;

ALTER TABLE "connected_system" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "connected_system" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));
ALTER TABLE "connected_token" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "connected_token" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));

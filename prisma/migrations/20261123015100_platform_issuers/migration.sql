-- Discovery: agent platforms whose signed tokens are believed in what they say of their workloads.

-- CreateTable
CREATE TABLE "platform_issuer" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),
    "last_seen_at" TIMESTAMPTZ(3),
    "problem" TEXT,
    "problem_at" TIMESTAMPTZ(3),

    CONSTRAINT "platform_issuer_pkey" PRIMARY KEY ("id")
);

-- By hand from here on.
ALTER TABLE "platform_issuer" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
CREATE UNIQUE INDEX "platform_issuer_once" ON "platform_issuer" (tenant_id, issuer) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX "platform_issuer_name_once" ON "platform_issuer" (tenant_id, lower(name)) WHERE removed_at IS NULL;
CREATE INDEX "platform_issuer_issuer" ON "platform_issuer" (issuer) WHERE removed_at IS NULL;
ALTER TABLE "platform_issuer" ADD CONSTRAINT "platform_issuer_problem" CHECK ((problem IS NULL) = (problem_at IS NULL));
GRANT SELECT, INSERT ON "platform_issuer" TO lanyard_authority;
GRANT UPDATE (removed_at, last_seen_at, problem, problem_at) ON "platform_issuer" TO lanyard_authority;
ALTER TABLE "platform_issuer" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "platform_issuer" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));

ALTER TABLE "discovery_source" DROP CONSTRAINT "discovery_source_kind";
ALTER TABLE "discovery_source" ADD CONSTRAINT "discovery_source_kind" CHECK (kind IN ('folder', 'command', 'upload', 'gateway', 'audit', 'platform') AND (kind = 'folder') = (path IS NOT NULL));

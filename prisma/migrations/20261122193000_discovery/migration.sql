-- Discovery: where to look, what was found there, and what people decided about it.

-- CreateTable
CREATE TABLE "discovery_source" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "path" TEXT,
    "every_hours" INTEGER,
    "due_at" TIMESTAMPTZ(3),
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "discovery_source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "discovery_run" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "source_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "asked_by_id" TEXT NOT NULL,
    "asked_by_name" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "heard_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "totals" JSONB NOT NULL DEFAULT '{}',
    "found" INTEGER NOT NULL DEFAULT 0,
    "fresh" INTEGER NOT NULL DEFAULT 0,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "gone" INTEGER NOT NULL DEFAULT 0,
    "unread" JSONB NOT NULL DEFAULT '[]',
    "problem" TEXT,

    CONSTRAINT "discovery_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "discovery_item" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "source_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "evidence" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "tier" INTEGER,
    "state" TEXT NOT NULL DEFAULT 'open',
    "version" INTEGER NOT NULL DEFAULT 1,
    "last_run_id" UUID NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_at" TIMESTAMPTZ(3),
    "gone_at" TIMESTAMPTZ(3),
    "came_back" BOOLEAN NOT NULL DEFAULT false,
    "decided_by_name" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "target_kind" TEXT,
    "target_id" UUID,
    "target_name" TEXT,

    CONSTRAINT "discovery_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "discovery_credential" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "source_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "item_id" UUID,
    "tier" INTEGER NOT NULL,
    "what" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "line" INTEGER,
    "fingerprint" TEXT,
    "vaulted" BOOLEAN NOT NULL DEFAULT false,
    "written_at" TIMESTAMPTZ(3),
    "last_run_id" UUID NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "gone_at" TIMESTAMPTZ(3),

    CONSTRAINT "discovery_credential_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "discovery_item_source_id_key_key" ON "discovery_item"("source_id", "key");

-- CreateIndex
CREATE INDEX "discovery_item_tenant_id_state_id_idx" ON "discovery_item"("tenant_id", "state", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "discovery_credential_source_id_key_key" ON "discovery_credential"("source_id", "key");

-- CreateIndex
CREATE INDEX "discovery_credential_tenant_id_tier_id_idx" ON "discovery_credential"("tenant_id", "tier", "id" DESC);

-- CreateIndex
CREATE INDEX "discovery_credential_item_id_idx" ON "discovery_credential"("item_id");

-- CreateIndex
CREATE INDEX "discovery_run_source_id_id_idx" ON "discovery_run"("source_id", "id" DESC);

-- By hand from here on.
ALTER TABLE "discovery_run" ADD FOREIGN KEY (source_id) REFERENCES "discovery_source"(id);
ALTER TABLE "discovery_item" ADD FOREIGN KEY (source_id) REFERENCES "discovery_source"(id);
ALTER TABLE "discovery_credential" ADD FOREIGN KEY (source_id) REFERENCES "discovery_source"(id);
ALTER TABLE "discovery_credential" ADD FOREIGN KEY (item_id) REFERENCES "discovery_item"(id);
ALTER TABLE "discovery_source" ADD CONSTRAINT "discovery_source_kind" CHECK (kind IN ('folder', 'command', 'upload') AND (kind = 'folder') = (path IS NOT NULL));
ALTER TABLE "discovery_run" ADD CONSTRAINT "discovery_run_state" CHECK (state IN ('waiting', 'running', 'done', 'failed') AND (state IN ('done', 'failed')) = (ended_at IS NOT NULL));
ALTER TABLE "discovery_item" ADD CONSTRAINT "discovery_item_state" CHECK (state IN ('open', 'registered', 'merged', 'ignored')
  AND (state = 'open' OR decided_at IS NOT NULL) AND (state <> 'ignored' OR reason IS NOT NULL) AND (state NOT IN ('registered', 'merged') OR target_id IS NOT NULL));
-- A fingerprint is keyed and of one length: what is not one is no value either.
ALTER TABLE "discovery_credential" ADD CONSTRAINT "discovery_credential_fingerprint" CHECK (tier BETWEEN 1 AND 5 AND (fingerprint IS NULL OR fingerprint ~ '^[A-Za-z0-9_-]{43}$'));
CREATE UNIQUE INDEX "discovery_source_once" ON "discovery_source" (tenant_id, kind, lower(name)) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX "discovery_source_folder_once" ON "discovery_source" (tenant_id, path) WHERE removed_at IS NULL AND path IS NOT NULL;
-- One at a time for each source.
CREATE UNIQUE INDEX "discovery_run_one_each" ON "discovery_run" (source_id) WHERE ended_at IS NULL;
CREATE INDEX "discovery_credential_fingerprint_idx" ON "discovery_credential" (tenant_id, fingerprint) WHERE fingerprint IS NOT NULL AND gone_at IS NULL;

-- The worker scans and records; people decide. Nobody deletes: what is gone says so.
GRANT SELECT, INSERT ON "discovery_source", "discovery_run", "discovery_item", "discovery_credential" TO lanyard_authority;
GRANT SELECT ON "discovery_source", "discovery_run", "discovery_item", "discovery_credential" TO lanyard_worker;
GRANT INSERT ON "discovery_run", "discovery_item", "discovery_credential" TO lanyard_worker;
GRANT UPDATE (due_at) ON "discovery_source" TO lanyard_authority, lanyard_worker;
GRANT UPDATE (removed_at) ON "discovery_source" TO lanyard_authority;
GRANT UPDATE (state, started_at, heard_at, ended_at, totals, found, fresh, changed, gone, unread, problem) ON "discovery_run" TO lanyard_authority, lanyard_worker;
-- `state` comes back to `open` when what was ignored has changed.
GRANT UPDATE (name, at, evidence, digest, tier, state, version, last_run_id, last_seen_at, changed_at, gone_at, came_back) ON "discovery_item" TO lanyard_authority, lanyard_worker;
GRANT UPDATE (decided_by_name, decided_at, reason, target_kind, target_id, target_name) ON "discovery_item" TO lanyard_authority;
GRANT UPDATE (item_id, tier, what, at, line, vaulted, written_at, last_run_id, last_seen_at, gone_at) ON "discovery_credential" TO lanyard_authority, lanyard_worker;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['discovery_source', 'discovery_run', 'discovery_item', 'discovery_credential'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (current_setting(''lanyard.tenant'', true) IN (tenant_id::text, ''system''))', t);
  END LOOP;
END $$;

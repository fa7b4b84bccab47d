-- CreateTable
CREATE TABLE "audit_import" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "sent_by" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "asked_by_id" TEXT NOT NULL,
    "asked_by_name" TEXT NOT NULL,
    "begun_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "came" INTEGER NOT NULL DEFAULT 0,
    "added" INTEGER NOT NULL DEFAULT 0,
    "totals" JSONB NOT NULL DEFAULT '{}',
    "files" JSONB NOT NULL DEFAULT '[]',
    "unread" JSONB NOT NULL DEFAULT '[]',
    "problem" TEXT,

    CONSTRAINT "audit_import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "imported_event" (
    "entry_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "import_id" UUID NOT NULL,
    "system" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "uses" TEXT,
    "issues" TEXT,
    "principals" JSONB,
    "root_person_id" UUID,
    "chain" UUID[] DEFAULT ARRAY[]::UUID[],

    CONSTRAINT "imported_event_pkey" PRIMARY KEY ("entry_id")
);

-- CreateTable
CREATE TABLE "imported_principal" (
    "tenant_id" UUID NOT NULL,
    "system" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "also" TEXT[],
    "actions" TEXT[],
    "events" BIGINT NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "agent_id" UUID,
    "person_id" UUID,
    "why" TEXT,
    "noted_at" TIMESTAMPTZ(3),

    CONSTRAINT "imported_principal_pkey" PRIMARY KEY ("tenant_id","system","principal_id")
);

-- CreateIndex
CREATE INDEX "audit_import_tenant_id_id_idx" ON "audit_import"("tenant_id", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "imported_event_tenant_id_key_key" ON "imported_event"("tenant_id", "key");

-- CreateIndex
CREATE INDEX "imported_event_tenant_id_occurred_at_entry_id_idx" ON "imported_event"("tenant_id", "occurred_at" DESC, "entry_id" DESC);

-- CreateIndex
CREATE INDEX "imported_event_tenant_id_system_occurred_at_entry_id_idx" ON "imported_event"("tenant_id", "system", "occurred_at" DESC, "entry_id" DESC);

-- By hand from here on.
ALTER TABLE "audit_import" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
ALTER TABLE "imported_event" ADD FOREIGN KEY (import_id) REFERENCES "audit_import"(id);
ALTER TABLE "audit_import" ADD CONSTRAINT "audit_import_state" CHECK (state IN ('running', 'done', 'failed') AND (state = 'running') = (ended_at IS NULL) AND sent_by IN ('command', 'upload') AND came >= added AND added >= 0);
-- A fingerprint is keyed and of one length: the id of a session or key never stands here.
ALTER TABLE "imported_event" ADD CONSTRAINT "imported_event_fingerprints" CHECK ((uses IS NULL OR uses ~ '^[A-Za-z0-9_-]{43}$') AND (issues IS NULL OR issues ~ '^[A-Za-z0-9_-]{43}$') AND key ~ '^[A-Za-z0-9_-]{43}$');
-- What a session was given out by, and what was done with it.
CREATE INDEX "imported_event_issues" ON "imported_event" (tenant_id, issues, occurred_at) WHERE issues IS NOT NULL;
CREATE INDEX "imported_event_uses" ON "imported_event" (tenant_id, uses, occurred_at) WHERE uses IS NOT NULL;
CREATE INDEX "imported_principal_unnoted" ON "imported_principal" (tenant_id) WHERE noted_at IS NULL AND kind = 'machine' AND agent_id IS NULL;

-- What is imported is as final as what is recorded: nobody changes or deletes it.
GRANT SELECT, INSERT ON "audit_import", "imported_event", "imported_principal" TO lanyard_authority;
GRANT UPDATE (state, ended_at, came, added, totals, files, unread, problem) ON "audit_import" TO lanyard_authority;
GRANT UPDATE (kind, name, also, actions, events, first_at, last_at, agent_id, person_id, why, noted_at) ON "imported_principal" TO lanyard_authority;
-- The worker tells the inbox of Discovery.
GRANT SELECT ON "imported_principal" TO lanyard_worker;
GRANT UPDATE (noted_at) ON "imported_principal" TO lanyard_worker;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['audit_import', 'imported_event', 'imported_principal'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (current_setting(''lanyard.tenant'', true) IN (tenant_id::text, ''system''))', t);
  END LOOP;
END $$;

-- Discovery: whoever acts in the audit logs of other systems and is nobody that is registered.
ALTER TABLE "discovery_source" DROP CONSTRAINT "discovery_source_kind";
ALTER TABLE "discovery_source" ADD CONSTRAINT "discovery_source_kind" CHECK (kind IN ('folder', 'command', 'upload', 'gateway', 'audit') AND (kind = 'folder') = (path IS NOT NULL));

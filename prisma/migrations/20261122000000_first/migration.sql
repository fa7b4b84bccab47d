-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "tenant" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tenant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'active',
    "manager_id" UUID,
    "password_hash" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deactivated_at" TIMESTAMPTZ(3),

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "one_time_link" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "person_id" UUID,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "one_time_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_session" (
    "id" TEXT NOT NULL,
    "tenant_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "client_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "person_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "throttle" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "throttle_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "oidc_payload" (
    "model" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "grant_id" TEXT,
    "uid" TEXT,
    "user_code" TEXT,
    "consumed_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "oidc_payload_pkey" PRIMARY KEY ("model","id")
);

-- CreateTable
CREATE TABLE "replay" (
    "id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "replay_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signing_key" (
    "kid" TEXT NOT NULL,
    "alg" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "public_jwk" JSONB NOT NULL,
    "sealed" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "activated_at" TIMESTAMPTZ(3),
    "retired_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "signing_key_pkey" PRIMARY KEY ("kid")
);

-- CreateTable
CREATE TABLE "containment_epoch" (
    "tenant_id" UUID NOT NULL,
    "epoch" BIGINT NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "containment_epoch_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "containment_order" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "grain" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "target_id" UUID NOT NULL,
    "target_name" TEXT NOT NULL,
    "epoch" BIGINT NOT NULL,
    "snapshot_digest" TEXT NOT NULL,
    "covered" JSONB NOT NULL,
    "reason" TEXT,
    "ordered_by" TEXT NOT NULL,
    "ordered_by_kind" TEXT NOT NULL,
    "ordered_by_name" TEXT NOT NULL,
    "committed_at" TIMESTAMPTZ(3) NOT NULL,
    "lifted_at" TIMESTAMPTZ(3),
    "lifted_by" TEXT,
    "lifted_by_name" TEXT,
    "lifted_reason" TEXT,

    CONSTRAINT "containment_order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "containment_cover" (
    "order_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "epoch" BIGINT NOT NULL,
    "lifted_epoch" BIGINT,
    "lifted_at" TIMESTAMPTZ(3),

    CONSTRAINT "containment_cover_pkey" PRIMARY KEY ("order_id","kind","subject_id")
);

-- CreateTable
CREATE TABLE "enforcement_point" (
    "id" UUID NOT NULL,
    "tenant_id" UUID,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "jwk" JSONB NOT NULL,
    "thumbprint" TEXT NOT NULL,
    "enrolled_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_lease_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "enforcement_point_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "enrolment_code" (
    "code_hash" TEXT NOT NULL,
    "point_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "enrolment_code_pkey" PRIMARY KEY ("code_hash")
);

-- CreateTable
CREATE TABLE "receipt" (
    "order_id" UUID NOT NULL,
    "point_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "epoch" BIGINT NOT NULL,
    "ms" DOUBLE PRECISION NOT NULL,
    "cut_calls" INTEGER NOT NULL,
    "enforced_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "jws" TEXT NOT NULL,

    CONSTRAINT "receipt_pkey" PRIMARY KEY ("order_id","point_id")
);

-- CreateTable
CREATE TABLE "call_in_flight" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "point_id" UUID NOT NULL,
    "delegation_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "path" UUID[],
    "tool" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "call_in_flight_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mandate" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "scopes" TEXT[],
    "resources" TEXT[],
    "grant_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_by" TEXT,

    CONSTRAINT "mandate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delegation" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "mandate_id" UUID NOT NULL,
    "parent_id" UUID,
    "agent_id" UUID NOT NULL,
    "root_person_id" UUID NOT NULL,
    "autonomous" BOOLEAN NOT NULL DEFAULT false,
    "path" UUID[],
    "depth" INTEGER NOT NULL,
    "audience" TEXT NOT NULL,
    "scopes_in" TEXT[],
    "scopes" TEXT[],
    "dropped" TEXT[],
    "purpose" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "document_digest" TEXT NOT NULL,
    "epoch" BIGINT NOT NULL,
    "token" JSONB NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_reason" TEXT,

    CONSTRAINT "delegation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run" (
    "agent_id" UUID NOT NULL,
    "run_id" TEXT NOT NULL,
    "tenant_id" UUID NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "run_pkey" PRIMARY KEY ("agent_id","run_id")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "action" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "reason" TEXT,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "root_person_id" UUID,
    "agent_id" UUID,
    "chain" UUID[] DEFAULT ARRAY[]::UUID[],
    "delegation_id" UUID,
    "mandate_id" UUID,
    "run_id" TEXT,
    "tool_server" TEXT,
    "tool" TEXT,
    "subject_kind" TEXT,
    "subject_id" TEXT,
    "subject_name" TEXT,
    "purpose" TEXT,
    "cause_id" UUID,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_leaf" (
    "tenant_id" UUID NOT NULL,
    "position" BIGINT NOT NULL,
    "entry_id" UUID NOT NULL,
    "leaf_hash" BYTEA NOT NULL,
    "chain_hash" BYTEA NOT NULL,
    "sealed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_leaf_pkey" PRIMARY KEY ("tenant_id","position")
);

-- CreateTable
CREATE TABLE "ledger_cursor" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "xid" xid8 NOT NULL DEFAULT '0'::xid8,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_cursor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "topic" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "payload" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "processed_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agent" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "spiffe_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "owner_id" UUID NOT NULL,
    "sponsor_id" UUID NOT NULL,
    "team" TEXT,
    "platform" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "risk_level" TEXT NOT NULL,
    "revision_in_force_id" UUID,
    "registered_by" TEXT NOT NULL,
    "next_review_at" TIMESTAMPTZ(3) NOT NULL,
    "last_active_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agent_revision" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    "approved_by" TEXT,
    "approved_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agent_revision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agent_key" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "kid" TEXT NOT NULL,
    "jwk" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "agent_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tool_server" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "transport" JSONB NOT NULL,
    "tools" JSONB NOT NULL DEFAULT '[]',
    "discovered_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "tool_server_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "tenant_slug_key" ON "tenant"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "person_email_key" ON "person"("email");

-- CreateIndex
CREATE INDEX "person_tenant_id_name_id_idx" ON "person"("tenant_id", "name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "one_time_link_token_hash_key" ON "one_time_link"("token_hash");

-- CreateIndex
CREATE INDEX "person_session_person_id_idx" ON "person_session"("person_id");

-- CreateIndex
CREATE INDEX "oidc_payload_grant_id_idx" ON "oidc_payload"("grant_id");

-- CreateIndex
CREATE INDEX "oidc_payload_uid_idx" ON "oidc_payload"("uid");

-- CreateIndex
CREATE INDEX "oidc_payload_expires_at_idx" ON "oidc_payload"("expires_at");

-- CreateIndex
CREATE INDEX "replay_expires_at_idx" ON "replay"("expires_at");

-- CreateIndex
CREATE INDEX "signing_key_alg_state_idx" ON "signing_key"("alg", "state");

-- CreateIndex
CREATE INDEX "containment_order_tenant_id_committed_at_id_idx" ON "containment_order"("tenant_id", "committed_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "containment_order_tenant_id_target_id_idx" ON "containment_order"("tenant_id", "target_id");

-- CreateIndex
CREATE INDEX "containment_cover_tenant_id_kind_subject_id_epoch_idx" ON "containment_cover"("tenant_id", "kind", "subject_id", "epoch");

-- CreateIndex
CREATE UNIQUE INDEX "enforcement_point_name_key" ON "enforcement_point"("name");

-- CreateIndex
CREATE UNIQUE INDEX "enforcement_point_thumbprint_key" ON "enforcement_point"("thumbprint");

-- CreateIndex
CREATE INDEX "call_in_flight_tenant_id_started_at_idx" ON "call_in_flight"("tenant_id", "started_at");

-- CreateIndex
CREATE INDEX "call_in_flight_path_gin" ON "call_in_flight" USING GIN ("path");

-- CreateIndex
CREATE UNIQUE INDEX "mandate_grant_id_key" ON "mandate"("grant_id");

-- CreateIndex
CREATE INDEX "mandate_tenant_id_agent_id_created_at_idx" ON "mandate"("tenant_id", "agent_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "mandate_tenant_id_person_id_created_at_idx" ON "mandate"("tenant_id", "person_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "delegation_mandate_id_idx" ON "delegation"("mandate_id");

-- CreateIndex
CREATE INDEX "delegation_parent_id_idx" ON "delegation"("parent_id");

-- CreateIndex
CREATE INDEX "delegation_tenant_id_agent_id_expires_at_idx" ON "delegation"("tenant_id", "agent_id", "expires_at");

-- CreateIndex
CREATE INDEX "delegation_tenant_id_expires_at_idx" ON "delegation"("tenant_id", "expires_at");

-- CreateIndex
CREATE INDEX "delegation_path_gin" ON "delegation" USING GIN ("path");

-- CreateIndex
CREATE INDEX "ledger_entry_tenant_id_occurred_at_id_idx" ON "ledger_entry"("tenant_id", "occurred_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ledger_entry_tenant_id_root_person_id_occurred_at_id_idx" ON "ledger_entry"("tenant_id", "root_person_id", "occurred_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ledger_entry_tenant_id_agent_id_occurred_at_id_idx" ON "ledger_entry"("tenant_id", "agent_id", "occurred_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ledger_entry_tenant_id_tool_server_tool_occurred_at_id_idx" ON "ledger_entry"("tenant_id", "tool_server", "tool", "occurred_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ledger_entry_tenant_id_subject_id_occurred_at_idx" ON "ledger_entry"("tenant_id", "subject_id", "occurred_at" DESC);

-- CreateIndex
CREATE INDEX "ledger_entry_delegation_id_idx" ON "ledger_entry"("delegation_id");

-- CreateIndex
CREATE INDEX "ledger_entry_cause_id_idx" ON "ledger_entry"("cause_id");

-- CreateIndex
CREATE INDEX "ledger_entry_xid_id_idx" ON "ledger_entry"("xid", "id");

-- CreateIndex
CREATE INDEX "ledger_entry_chain_gin" ON "ledger_entry" USING GIN ("chain");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_leaf_entry_id_key" ON "ledger_leaf"("entry_id");

-- CreateIndex
CREATE INDEX "outbox_processed_at_id_idx" ON "outbox"("processed_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "agent_spiffe_id_key" ON "agent"("spiffe_id");

-- CreateIndex
CREATE INDEX "agent_tenant_id_name_id_idx" ON "agent"("tenant_id", "name", "id");

-- CreateIndex
CREATE INDEX "agent_tenant_id_created_at_id_idx" ON "agent"("tenant_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "agent_tenant_id_last_active_at_id_idx" ON "agent"("tenant_id", "last_active_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "agent_owner_id_idx" ON "agent"("owner_id");

-- CreateIndex
CREATE INDEX "agent_sponsor_id_idx" ON "agent"("sponsor_id");

-- CreateIndex
CREATE UNIQUE INDEX "agent_tenant_id_name_key_key" ON "agent"("tenant_id", "name_key");

-- CreateIndex
CREATE UNIQUE INDEX "agent_revision_agent_id_number_key" ON "agent_revision"("agent_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "agent_key_kid_key" ON "agent_key"("kid");

-- CreateIndex
CREATE INDEX "agent_key_agent_id_idx" ON "agent_key"("agent_id");

-- CreateIndex
CREATE UNIQUE INDEX "tool_server_slug_key" ON "tool_server"("slug");

-- CreateIndex
CREATE INDEX "tool_server_tenant_id_slug_idx" ON "tool_server"("tenant_id", "slug");

-- What Prisma's schema language cannot say ------------------------------------------------------

-- Vocabularies: closed sets are checked where the rows live.
ALTER TABLE "tenant" ADD CONSTRAINT "tenant_kind" CHECK (kind IN ('company', 'sample', 'system'));
ALTER TABLE "person" ADD CONSTRAINT "person_role" CHECK (role IN ('admin', 'owner', 'analyst', 'auditor'));
ALTER TABLE "person" ADD CONSTRAINT "person_status" CHECK (status IN ('active', 'deactivated'));
ALTER TABLE "one_time_link" ADD CONSTRAINT "one_time_link_kind" CHECK (kind IN ('welcome', 'invite', 'recovery'));
ALTER TABLE "agent" ADD CONSTRAINT "agent_state" CHECK (state IN ('draft', 'active', 'retired'));
ALTER TABLE "agent" ADD CONSTRAINT "agent_risk" CHECK (risk_level IN ('low', 'medium', 'high', 'critical'));
ALTER TABLE "agent_revision" ADD CONSTRAINT "agent_revision_status" CHECK (status IN ('draft', 'approved', 'superseded'));
ALTER TABLE "mandate" ADD CONSTRAINT "mandate_kind" CHECK (kind IN ('person', 'standing'));
ALTER TABLE "mandate" ADD CONSTRAINT "mandate_ends" CHECK (expires_at > created_at);
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_ends" CHECK (expires_at > issued_at);
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_parent" CHECK (depth = cardinality(path) AND (depth = 1) = (parent_id IS NULL));
ALTER TABLE "containment_order" ADD CONSTRAINT "containment_order_grain" CHECK (grain IN ('agent', 'sub_tree', 'mandate'));
ALTER TABLE "containment_order" ADD CONSTRAINT "containment_order_mode" CHECK (mode IN ('suspend'));
ALTER TABLE "signing_key" ADD CONSTRAINT "signing_key_state" CHECK (state IN ('next', 'current', 'previous', 'revoked'));
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_result" CHECK (result IN ('allowed', 'denied', 'ok', 'failed', 'cut'));
ALTER TABLE "ledger_cursor" ADD CONSTRAINT "ledger_cursor_one" CHECK (id = 1);

-- Rows point at rows. Within a tenant's own data a dangling id is a bug, so the database refuses it.
ALTER TABLE "person" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
ALTER TABLE "agent" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
ALTER TABLE "agent" ADD FOREIGN KEY (owner_id) REFERENCES "person"(id);
ALTER TABLE "agent" ADD FOREIGN KEY (sponsor_id) REFERENCES "person"(id);
ALTER TABLE "agent_revision" ADD FOREIGN KEY (agent_id) REFERENCES "agent"(id);
ALTER TABLE "agent_key" ADD FOREIGN KEY (agent_id) REFERENCES "agent"(id);
ALTER TABLE "mandate" ADD FOREIGN KEY (agent_id) REFERENCES "agent"(id);
ALTER TABLE "mandate" ADD FOREIGN KEY (person_id) REFERENCES "person"(id);
ALTER TABLE "delegation" ADD FOREIGN KEY (mandate_id) REFERENCES "mandate"(id);
ALTER TABLE "containment_cover" ADD FOREIGN KEY (order_id) REFERENCES "containment_order"(id);
ALTER TABLE "receipt" ADD FOREIGN KEY (order_id) REFERENCES "containment_order"(id);

-- One current key an algorithm, however many processes rotate at once.
CREATE UNIQUE INDEX "signing_key_one_current" ON "signing_key" (alg) WHERE state = 'current';
CREATE UNIQUE INDEX "signing_key_one_next" ON "signing_key" (alg) WHERE state = 'next';
-- What is contained now, found without reading what was lifted.
CREATE INDEX "containment_cover_in_force" ON "containment_cover" (tenant_id, kind, subject_id) WHERE lifted_epoch IS NULL;
-- Agents by name fragment.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX "agent_name_trgm" ON "agent" USING gin (name gin_trgm_ops);

INSERT INTO "ledger_cursor" (id) VALUES (1);
INSERT INTO "tenant" (id, slug, name, kind) VALUES ('01900000-0000-7000-8000-000000000000', 'system', 'This installation', 'system');

-- The ledger is insert-only for everyone, the owner of the schema included.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "ledger_entry_insert_only" BEFORE UPDATE OR DELETE ON "ledger_entry" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "ledger_entry_no_truncate" BEFORE TRUNCATE ON "ledger_entry" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "ledger_leaf_insert_only" BEFORE UPDATE OR DELETE ON "ledger_leaf" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "ledger_leaf_no_truncate" BEFORE TRUNCATE ON "ledger_leaf" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An epoch never shrinks.
CREATE FUNCTION refuse_older_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.epoch <= OLD.epoch THEN RAISE EXCEPTION 'containment epoch may only grow'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "containment_epoch_grows" BEFORE UPDATE ON "containment_epoch" FOR EACH ROW EXECUTE FUNCTION refuse_older_epoch();

-- Rights. Group roles; whoever starts the processes makes login roles that are members.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lanyard_authority') THEN CREATE ROLE lanyard_authority NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lanyard_worker') THEN CREATE ROLE lanyard_worker NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;

GRANT USAGE ON SCHEMA public TO lanyard_authority, lanyard_worker;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO lanyard_authority;
GRANT INSERT ON
  "tenant", "person", "one_time_link", "person_session", "throttle",
  "ledger_entry", "ledger_leaf", "outbox",
  "agent", "agent_revision", "agent_key", "tool_server",
  "mandate", "delegation", "run",
  "containment_epoch", "containment_order", "containment_cover", "enforcement_point", "enrolment_code", "receipt", "call_in_flight",
  "oidc_payload", "replay", "signing_key" TO lanyard_authority;
GRANT UPDATE ON
  "person", "one_time_link", "person_session", "throttle", "ledger_cursor", "outbox",
  "agent", "agent_revision", "agent_key", "tool_server", "mandate", "run",
  "containment_epoch", "enforcement_point", "enrolment_code", "oidc_payload", "signing_key" TO lanyard_authority;
-- A delegation and an order say for ever what they said; only their end and the reason given afterwards may be added.
GRANT UPDATE (revoked_at, revoked_reason) ON "delegation" TO lanyard_authority;
GRANT UPDATE (reason, lifted_at, lifted_by, lifted_by_name, lifted_reason) ON "containment_order" TO lanyard_authority;
GRANT UPDATE (lifted_epoch, lifted_at) ON "containment_cover" TO lanyard_authority;
GRANT DELETE ON "oidc_payload", "replay", "throttle", "call_in_flight", "one_time_link" TO lanyard_authority;

-- The worker sweeps what has expired and carries out the outbox. It sees no password, no key, no protocol state.
GRANT SELECT ON "tenant", "agent", "agent_revision", "tool_server", "mandate", "delegation", "run",
  "containment_epoch", "containment_order", "containment_cover", "enforcement_point", "receipt", "call_in_flight",
  "ledger_entry", "ledger_leaf", "outbox" TO lanyard_worker;
GRANT SELECT (id, tenant_id, email, name, role, status, manager_id) ON "person" TO lanyard_worker;
GRANT INSERT ON "ledger_entry", "outbox" TO lanyard_worker;
GRANT UPDATE ON "outbox" TO lanyard_worker;
GRANT SELECT (model, id, expires_at), DELETE ON "oidc_payload" TO lanyard_worker;
GRANT SELECT, DELETE ON "replay" TO lanyard_worker;
GRANT SELECT (id, expires_at), DELETE ON "one_time_link" TO lanyard_worker;
GRANT DELETE ON "call_in_flight" TO lanyard_worker;

-- The second wall: a connection that has not said whose rows it wants sees none.
-- `system` is said only by code that serves the installation as a whole (sign-in, token issue, the sequencer).
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['person', 'one_time_link', 'person_session', 'ledger_entry', 'ledger_leaf', 'outbox',
    'agent', 'agent_revision', 'agent_key', 'tool_server', 'mandate', 'delegation', 'run',
    'containment_epoch', 'containment_order', 'containment_cover', 'receipt', 'call_in_flight'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (current_setting(''lanyard.tenant'', true) IN (tenant_id::text, ''system''))', t);
  END LOOP;
END $$;
ALTER TABLE "tenant" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "tenant" USING (current_setting('lanyard.tenant', true) IN (id::text, 'system'));
ALTER TABLE "enforcement_point" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "enforcement_point" USING (tenant_id IS NULL OR current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'))
  WITH CHECK (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));

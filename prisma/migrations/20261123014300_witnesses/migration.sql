-- Heads of the log are cosigned by witnesses elsewhere, and heads of other logs are cosigned here (C2SP tlog-witness).

-- CreateTable
CREATE TABLE "ledger_witness" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "vkey" TEXT NOT NULL,
    "added_by_name" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),
    "known_size" BIGINT NOT NULL DEFAULT 0,
    "cosigned_size" BIGINT,
    "cosigned_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "problem" TEXT,
    "contradicted_at" TIMESTAMPTZ(3),

    CONSTRAINT "ledger_witness_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_cosignature" (
    "tenant_id" UUID NOT NULL,
    "size" BIGINT NOT NULL,
    "witness_id" UUID NOT NULL,
    "line" TEXT NOT NULL,
    "cosigned_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ledger_cosignature_pkey" PRIMARY KEY ("tenant_id", "size", "witness_id")
);

-- CreateTable
CREATE TABLE "witnessed_log" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "origin" TEXT NOT NULL,
    "vkey" TEXT NOT NULL,
    "added_by_name" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),
    "size" BIGINT NOT NULL DEFAULT 0,
    "root" BYTEA NOT NULL,
    "note" TEXT,
    "seen_at" TIMESTAMPTZ(3),
    "conflict_note" TEXT,
    "conflict_at" TIMESTAMPTZ(3),

    CONSTRAINT "witnessed_log_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "witnessed_log_tenant_id_origin_key" ON "witnessed_log"("tenant_id", "origin");

-- By hand from here on.
ALTER TABLE "ledger_witness" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
ALTER TABLE "ledger_cosignature" ADD FOREIGN KEY (witness_id) REFERENCES "ledger_witness"(id);
ALTER TABLE "ledger_cosignature" ADD FOREIGN KEY (tenant_id, size) REFERENCES "ledger_checkpoint"(tenant_id, size);
ALTER TABLE "witnessed_log" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
CREATE UNIQUE INDEX "ledger_witness_name_once" ON "ledger_witness" (tenant_id, lower(name)) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX "ledger_witness_key_once" ON "ledger_witness" (tenant_id, vkey) WHERE removed_at IS NULL;
ALTER TABLE "ledger_witness" ADD CONSTRAINT "ledger_witness_sizes" CHECK (known_size >= 0 AND (cosigned_size IS NULL) = (cosigned_at IS NULL));
ALTER TABLE "witnessed_log" ADD CONSTRAINT "witnessed_log_root" CHECK (octet_length(root) = 32 AND size >= 0);

-- What a witness has cosigned it never takes back, whoever asks: not by another process, not by removing the log and
-- adding it again.
CREATE FUNCTION witnessed_log_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root <> OLD.root) OR NEW.origin <> OLD.origin OR NEW.tenant_id <> OLD.tenant_id THEN
    RAISE EXCEPTION 'a witness goes back behind no head that it has cosigned' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "witnessed_log_grows" BEFORE UPDATE ON "witnessed_log" FOR EACH ROW EXECUTE FUNCTION witnessed_log_grows();
CREATE TRIGGER "witnessed_log_no_delete" BEFORE DELETE ON "witnessed_log" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "witnessed_log_no_truncate" BEFORE TRUNCATE ON "witnessed_log" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "ledger_cosignature_insert_only" BEFORE UPDATE OR DELETE ON "ledger_cosignature" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "ledger_cosignature_no_truncate" BEFORE TRUNCATE ON "ledger_cosignature" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The authority sets up and cosigns; the worker asks witnesses and keeps what they answer. It cannot point one elsewhere.
GRANT SELECT, INSERT ON "ledger_witness" TO lanyard_authority;
GRANT UPDATE (removed_at) ON "ledger_witness" TO lanyard_authority;
GRANT SELECT ON "ledger_witness" TO lanyard_worker;
GRANT UPDATE (known_size, cosigned_size, cosigned_at, attempts, next_at, problem, contradicted_at) ON "ledger_witness" TO lanyard_worker;
GRANT SELECT ON "ledger_cosignature" TO lanyard_authority;
GRANT SELECT, INSERT ON "ledger_cosignature" TO lanyard_worker;
GRANT SELECT, INSERT ON "witnessed_log" TO lanyard_authority;
GRANT UPDATE (vkey, added_by_name, added_at, removed_at, size, root, note, seen_at, conflict_note, conflict_at) ON "witnessed_log" TO lanyard_authority;

ALTER TABLE "ledger_witness" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "ledger_witness" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));
ALTER TABLE "ledger_cosignature" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "ledger_cosignature" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));
ALTER TABLE "witnessed_log" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "witnessed_log" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));

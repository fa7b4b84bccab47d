-- The tree over the log's leaves (RFC 9162): heads of 256 entries, of 256 such heads, and so on, once they are complete.
-- What is not complete is computed from the level below; so nothing here is ever changed.
CREATE TABLE "ledger_node" (
    "tenant_id" UUID NOT NULL,
    "level" SMALLINT NOT NULL,
    "index" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "ledger_node_pkey" PRIMARY KEY ("tenant_id", "level", "index")
);

-- Signed heads. Each names the size of the one before it, and a size can be followed once: two processes can never
-- sign two heads after the same one.
CREATE TABLE "ledger_checkpoint" (
    "tenant_id" UUID NOT NULL,
    "size" BIGINT NOT NULL,
    "root" BYTEA NOT NULL,
    "previous_size" BIGINT NOT NULL,
    "note" TEXT NOT NULL,
    "vkey" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_checkpoint_pkey" PRIMARY KEY ("tenant_id", "size")
);
CREATE UNIQUE INDEX "ledger_checkpoint_tenant_id_previous_size_key" ON "ledger_checkpoint"("tenant_id", "previous_size");
ALTER TABLE "ledger_checkpoint" ADD CONSTRAINT "ledger_checkpoint_grows" CHECK (size > previous_size AND previous_size >= 0);
ALTER TABLE "ledger_node" ADD CONSTRAINT "ledger_node_hash" CHECK (octet_length(hash) = 32 AND level BETWEEN 1 AND 7);

CREATE TRIGGER "ledger_node_insert_only" BEFORE UPDATE OR DELETE ON "ledger_node" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "ledger_node_no_truncate" BEFORE TRUNCATE ON "ledger_node" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "ledger_checkpoint_insert_only" BEFORE UPDATE OR DELETE ON "ledger_checkpoint" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "ledger_checkpoint_no_truncate" BEFORE TRUNCATE ON "ledger_checkpoint" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON "ledger_node", "ledger_checkpoint" TO lanyard_authority;
GRANT SELECT ON "ledger_node", "ledger_checkpoint" TO lanyard_worker;
ALTER TABLE "ledger_node" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "ledger_node" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));
ALTER TABLE "ledger_checkpoint" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "ledger_checkpoint" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));

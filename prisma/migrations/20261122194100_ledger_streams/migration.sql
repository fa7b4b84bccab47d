-- The ledger leaves as it is sealed: to a syslog receiver, a webhook or a file, from where each has got to.

-- CreateTable
CREATE TABLE "ledger_stream" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "destination" JSONB NOT NULL,
    "secret_sealed" TEXT,
    "actions" TEXT[],
    "results" TEXT[],
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),
    "paused_at" TIMESTAMPTZ(3),
    "paused_by_name" TEXT,
    "pause_reason" TEXT,
    "stopped_at" TIMESTAMPTZ(3),
    "position" BIGINT NOT NULL,
    "delivered" BIGINT NOT NULL DEFAULT 0,
    "last_position" BIGINT,
    "last_delivered_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "held_until" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "problem" TEXT,
    "test_asked_at" TIMESTAMPTZ(3),
    "test_ended_at" TIMESTAMPTZ(3),
    "test_problem" TEXT,

    CONSTRAINT "ledger_stream_pkey" PRIMARY KEY ("id")
);

-- By hand from here on.
ALTER TABLE "ledger_stream" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
ALTER TABLE "ledger_stream" ADD CONSTRAINT "ledger_stream_format" CHECK (format IN ('jsonl', 'ocsf', 'cef') AND destination->>'kind' IN ('syslog', 'webhook', 'file'));
ALTER TABLE "ledger_stream" ADD CONSTRAINT "ledger_stream_paused" CHECK ((paused_at IS NULL) = (paused_by_name IS NULL) AND position >= 0);
CREATE UNIQUE INDEX "ledger_stream_name_once" ON "ledger_stream" (tenant_id, lower(name)) WHERE removed_at IS NULL;
-- Two that wrote into one file would write into each other's lines.
CREATE UNIQUE INDEX "ledger_stream_file_once" ON "ledger_stream" ((destination->>'path')) WHERE removed_at IS NULL AND destination->>'kind' = 'file';

-- The authority sets up; the worker delivers, and says how far it has got. Neither can point a stream elsewhere.
GRANT SELECT, INSERT ON "ledger_stream" TO lanyard_authority;
GRANT UPDATE (secret_sealed, removed_at, paused_at, paused_by_name, pause_reason, stopped_at, attempts, next_at, problem, test_asked_at, test_ended_at, test_problem) ON "ledger_stream" TO lanyard_authority;
GRANT SELECT ON "ledger_stream" TO lanyard_worker;
GRANT UPDATE (stopped_at, position, delivered, last_position, last_delivered_at, attempts, next_at, held_until, problem, test_ended_at, test_problem) ON "ledger_stream" TO lanyard_worker;

ALTER TABLE "ledger_stream" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "ledger_stream" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));

-- CreateTable
CREATE TABLE "drill" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "asked_by" TEXT NOT NULL,
    "asked_by_kind" TEXT NOT NULL,
    "asked_by_name" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "held_until" TIMESTAMPTZ(3),
    "keys" JSONB,
    "agents" JSONB,
    "server" TEXT,
    "order_id" UUID,
    "report" JSONB,
    "outcome" TEXT,
    "problem" TEXT,
    "p50_ms" DOUBLE PRECISION,
    "p99_ms" DOUBLE PRECISION,
    "points_proven" INTEGER,
    "points_total" INTEGER,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "drill_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "drill_probe" (
    "drill_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "place" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "samples" DOUBLE PRECISION[],
    "receipt_ms" DOUBLE PRECISION,
    "calls" INTEGER NOT NULL,
    "detail" TEXT NOT NULL,

    CONSTRAINT "drill_probe_pkey" PRIMARY KEY ("drill_id","place")
);

-- CreateTable
CREATE TABLE "self_test" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "value" TEXT NOT NULL,
    "asked_by" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "self_test_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "self_test_answer" (
    "self_test_id" UUID NOT NULL,
    "point_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "ms" DOUBLE PRECISION NOT NULL,
    "epoch" BIGINT,
    "lease_held" BOOLEAN NOT NULL,
    "answered_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "jws" TEXT NOT NULL,

    CONSTRAINT "self_test_answer_pkey" PRIMARY KEY ("self_test_id","point_id")
);

-- CreateIndex
CREATE INDEX "drill_tenant_id_asked_at_idx" ON "drill"("tenant_id", "asked_at" DESC);

-- CreateIndex
CREATE INDEX "self_test_asked_at_idx" ON "self_test"("asked_at");

-- By hand from here on.
ALTER TABLE "drill" ADD CONSTRAINT "drill_state" CHECK (state IN ('asked', 'keyed', 'ready', 'armed', 'ordered', 'probed', 'done'));
ALTER TABLE "drill" ADD CONSTRAINT "drill_outcome" CHECK ((state = 'done') = (outcome IS NOT NULL) AND outcome IN ('passed', 'failed'));
ALTER TABLE "drill" ADD FOREIGN KEY (order_id) REFERENCES "containment_order"(id);
ALTER TABLE "drill_probe" ADD FOREIGN KEY (drill_id) REFERENCES "drill"(id);
ALTER TABLE "drill_probe" ADD CONSTRAINT "drill_probe_kind" CHECK (kind IN ('point', 'grant'));
ALTER TABLE "drill_probe" ADD CONSTRAINT "drill_probe_state" CHECK (state IN ('refused', 'never_refused', 'no_answer', 'not_proven'));
ALTER TABLE "self_test_answer" ADD FOREIGN KEY (self_test_id) REFERENCES "self_test"(id) ON DELETE CASCADE;
-- One at a time in a tenant, whoever asks.
CREATE UNIQUE INDEX "drill_open" ON "drill" (tenant_id) WHERE state <> 'done';

GRANT SELECT, INSERT ON "drill", "drill_probe", "self_test", "self_test_answer" TO lanyard_authority;
GRANT UPDATE (state, held_until, agents, server, order_id, outcome, problem, p50_ms, p99_ms, points_proven, points_total, ended_at) ON "drill" TO lanyard_authority;
-- The worker probes: it says with whose keys, and what it saw. It orders, lifts and concludes nothing.
GRANT SELECT, INSERT ON "drill" TO lanyard_worker;
GRANT UPDATE (state, held_until, keys, report) ON "drill" TO lanyard_worker;
GRANT SELECT ON "drill_probe" TO lanyard_worker;
GRANT SELECT (id, asked_at), DELETE ON "self_test" TO lanyard_worker;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['drill', 'drill_probe', 'self_test', 'self_test_answer'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (current_setting(''lanyard.tenant'', true) IN (tenant_id::text, ''system''))', t);
  END LOOP;
END $$;

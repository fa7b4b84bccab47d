-- Runtime hooks: whoever can stop the pod, the process or the job is told of an order, signed, and answers.

-- CreateTable
CREATE TABLE "runtime_hook" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "modes" TEXT[],
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "runtime_hook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "runtime_hook_call" (
    "order_id" UUID NOT NULL,
    "hook_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "ms" DOUBLE PRECISION,
    "detail" TEXT,

    CONSTRAINT "runtime_hook_call_pkey" PRIMARY KEY ("order_id","hook_id")
);

-- By hand from here on.
ALTER TABLE "runtime_hook_call" ADD FOREIGN KEY (order_id) REFERENCES "containment_order"(id);
ALTER TABLE "runtime_hook_call" ADD FOREIGN KEY (hook_id) REFERENCES "runtime_hook"(id);
ALTER TABLE "runtime_hook" ADD CONSTRAINT "runtime_hook_modes" CHECK (modes <@ ARRAY['suspend', 'strip', 'quarantine', 'kill'] AND cardinality(modes) > 0);
ALTER TABLE "runtime_hook_call" ADD CONSTRAINT "runtime_hook_call_state" CHECK (state IN ('waiting', 'confirmed', 'failed') AND (state = 'waiting') = (ended_at IS NULL));
CREATE UNIQUE INDEX "runtime_hook_name_once" ON "runtime_hook" (tenant_id, lower(name)) WHERE removed_at IS NULL;
-- What is still to be told, found without reading what was.
CREATE INDEX "runtime_hook_call_waiting" ON "runtime_hook_call" (next_at) WHERE state = 'waiting';

GRANT SELECT, INSERT ON "runtime_hook", "runtime_hook_call" TO lanyard_authority;
GRANT UPDATE (removed_at) ON "runtime_hook" TO lanyard_authority;
GRANT UPDATE (state, attempts, next_at, ended_at, ms, detail) ON "runtime_hook_call" TO lanyard_authority;
-- The worker orders, where nobody is left for an agent, and so asks; it tells nobody, since it has no key to sign with.
GRANT SELECT (id, tenant_id, modes, removed_at) ON "runtime_hook" TO lanyard_worker;
GRANT INSERT ON "runtime_hook_call" TO lanyard_worker;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['runtime_hook', 'runtime_hook_call'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (current_setting(''lanyard.tenant'', true) IN (tenant_id::text, ''system''))', t);
  END LOOP;
END $$;

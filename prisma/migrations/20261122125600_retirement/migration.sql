-- The end of an agent's life: what a retirement has to do, step by step, and how far it has come.

-- CreateTable
CREATE TABLE "retirement" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "agent_name" TEXT NOT NULL,
    "order_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "successor_id" UUID,
    "requested_by" TEXT NOT NULL,
    "requested_by_kind" TEXT NOT NULL,
    "requested_by_name" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "retirement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "retirement_step" (
    "retirement_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "tenant_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "target_id" UUID,
    "title" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "why" TEXT,
    "evidence" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "retirement_step_pkey" PRIMARY KEY ("retirement_id","position")
);

-- CreateIndex
CREATE UNIQUE INDEX "retirement_agent_id_key" ON "retirement"("agent_id");

-- By hand from here on.
ALTER TABLE "retirement" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
ALTER TABLE "retirement" ADD FOREIGN KEY (agent_id) REFERENCES "agent"(id);
ALTER TABLE "retirement" ADD FOREIGN KEY (order_id) REFERENCES "containment_order"(id);
ALTER TABLE "retirement_step" ADD FOREIGN KEY (retirement_id) REFERENCES "retirement"(id);
ALTER TABLE "retirement_step" ADD CONSTRAINT "retirement_step_kind" CHECK (kind IN ('stop', 'revoke', 'deprovision', 'transfer', 'prove', 'archive'));
ALTER TABLE "retirement_step" ADD CONSTRAINT "retirement_step_state" CHECK (state IN ('waiting', 'proven', 'open') AND (state = 'proven') = (ended_at IS NOT NULL));
-- What still has to be done, found without reading what was.
CREATE INDEX "retirement_step_waiting" ON "retirement_step" (next_at) WHERE state = 'waiting';

-- What is proved stays so: no step is done a second time.
CREATE FUNCTION refuse_proven_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'proven' THEN
    RAISE EXCEPTION 'a step of a retirement that is proven is not changed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "retirement_step_proven" BEFORE UPDATE ON "retirement_step" FOR EACH ROW EXECUTE FUNCTION refuse_proven_step();

-- The moves of an agent's own state; suspended and quarantined are derived from containment. Nothing leads out of `retired`.
CREATE FUNCTION refuse_agent_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.state, NEW.state) NOT IN (('draft', 'active'), ('draft', 'retired'), ('active', 'retired')) THEN
    RAISE EXCEPTION 'an agent does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "agent_moves" BEFORE UPDATE OF state ON "agent" FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION refuse_agent_move();

-- To an enforcement point a retirement is an order like a halt; to people it is none, since nobody lifts it.
ALTER TABLE "containment_order" DROP CONSTRAINT "containment_order_grain";
ALTER TABLE "containment_order" ADD CONSTRAINT "containment_order_grain"
  CHECK (grain IN ('run', 'agent', 'sub_tree', 'owner', 'tool', 'tool_server', 'platform', 'tenant', 'mandate', 'revision', 'retirement'));

GRANT SELECT, INSERT ON "retirement", "retirement_step" TO lanyard_authority;
GRANT UPDATE (archived_at) ON "retirement" TO lanyard_authority;
GRANT UPDATE (state, attempts, tries, next_at, started_at, ended_at, why, evidence) ON "retirement_step" TO lanyard_authority;
-- What the worker counts for posture.
GRANT SELECT (id, tenant_id, agent_id, archived_at) ON "retirement" TO lanyard_worker;
GRANT SELECT (retirement_id, tenant_id, title, state) ON "retirement_step" TO lanyard_worker;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['retirement', 'retirement_step'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (current_setting(''lanyard.tenant'', true) IN (tenant_id::text, ''system''))', t);
  END LOOP;
END $$;

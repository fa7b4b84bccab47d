-- Incidents: what an order opens or joins, the steps that are taken, and the playbooks that say which.

-- CreateTable
CREATE TABLE "incident" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "grain" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "subject_key" TEXT,
    "subject_name" TEXT NOT NULL,
    "playbook_slug" TEXT NOT NULL,
    "playbook_version" INTEGER NOT NULL,
    "playbook_name" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "opened_by" TEXT NOT NULL,
    "opened_by_name" TEXT NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_by" TEXT,
    "resolved_by_name" TEXT,
    "cause" TEXT,

    CONSTRAINT "incident_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_order" (
    "order_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,

    CONSTRAINT "incident_order_pkey" PRIMARY KEY ("order_id")
);

-- CreateTable
CREATE TABLE "incident_step" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "phase" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "owner_id" UUID,
    "due_at" TIMESTAMPTZ(3),
    "done_at" TIMESTAMPTZ(3),
    "done_by" TEXT,
    "done_by_name" TEXT,

    CONSTRAINT "incident_step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "playbook" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "grains" TEXT[],
    "steps" JSONB NOT NULL,
    "written_by" TEXT NOT NULL,
    "written_by_name" TEXT NOT NULL,
    "written_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "playbook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_policy" (
    "tenant_id" UUID NOT NULL,
    "restore_needs_resolution" BOOLEAN NOT NULL,
    "changed_by_name" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "incident_policy_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "incident_tenant_id_number_key" ON "incident"("tenant_id", "number");

-- CreateIndex
CREATE INDEX "incident_order_incident_id_idx" ON "incident_order"("incident_id");

-- CreateIndex
CREATE INDEX "incident_step_incident_id_idx" ON "incident_step"("incident_id");

-- CreateIndex
CREATE UNIQUE INDEX "playbook_tenant_id_slug_version_key" ON "playbook"("tenant_id", "slug", "version");

-- By hand from here on.
ALTER TABLE "incident" ADD CONSTRAINT "incident_resolved" CHECK ((resolved_at IS NULL) = (cause IS NULL) AND (resolved_at IS NULL) = (resolved_by IS NULL));
ALTER TABLE "incident_order" ADD FOREIGN KEY (order_id) REFERENCES "containment_order"(id);
ALTER TABLE "incident_order" ADD FOREIGN KEY (incident_id) REFERENCES "incident"(id);
ALTER TABLE "incident_step" ADD FOREIGN KEY (incident_id) REFERENCES "incident"(id);
ALTER TABLE "incident_step" ADD FOREIGN KEY (owner_id) REFERENCES "person"(id);
ALTER TABLE "incident_step" ADD CONSTRAINT "incident_step_phase" CHECK (phase IN ('detect', 'contain', 'investigate', 'recover', 'lessons'));
ALTER TABLE "incident_step" ADD CONSTRAINT "incident_step_done" CHECK ((done_at IS NULL) = (done_by IS NULL));
ALTER TABLE "playbook" ADD CONSTRAINT "playbook_version" CHECK (version > 1);
-- Those that an order may join: read in the order's own transaction.
CREATE INDEX "incident_open" ON "incident" (tenant_id) WHERE resolved_at IS NULL;

GRANT SELECT, INSERT ON "incident", "incident_order", "incident_step", "playbook", "incident_policy" TO lanyard_authority;
GRANT UPDATE (playbook_slug, playbook_version, playbook_name, resolved_at, resolved_by, resolved_by_name, cause) ON "incident" TO lanyard_authority;
GRANT UPDATE (position, owner_id, due_at, done_at, done_by, done_by_name), DELETE ON "incident_step" TO lanyard_authority;
GRANT UPDATE (restore_needs_resolution, changed_by_name, changed_at) ON "incident_policy" TO lanyard_authority;
-- The worker stops agents that nobody is left for, and so opens incidents; it closes none.
GRANT SELECT, INSERT ON "incident", "incident_order", "incident_step" TO lanyard_worker;
GRANT SELECT ON "playbook" TO lanyard_worker;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['incident', 'incident_order', 'incident_step', 'playbook', 'incident_policy'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (current_setting(''lanyard.tenant'', true) IN (tenant_id::text, ''system''))', t);
  END LOOP;
END $$;

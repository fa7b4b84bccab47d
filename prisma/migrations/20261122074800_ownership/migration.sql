-- Who answers for agents: teams with their leads, deputies, and transfers that the new owner accepts.

-- CreateTable
CREATE TABLE "team" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "mailbox" TEXT,
    "lead_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "team_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agent_deputy" (
    "agent_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "agent_deputy_pkey" PRIMARY KEY ("agent_id","person_id")
);

-- CreateTable
CREATE TABLE "agent_transfer" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "batch_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "from_id" UUID NOT NULL,
    "to_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "requested_by" TEXT NOT NULL,
    "requested_by_name" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'requested',
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,

    CONSTRAINT "agent_transfer_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "agent_deputy_person_id_idx" ON "agent_deputy"("person_id");

-- CreateIndex
CREATE INDEX "agent_transfer_tenant_id_requested_at_id_idx" ON "agent_transfer"("tenant_id", "requested_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "agent_transfer_to_id_idx" ON "agent_transfer"("to_id");

-- By hand from here on.
-- Two teams with one name, in whatever letters, read as one.
CREATE UNIQUE INDEX "team_name_once" ON "team" (tenant_id, lower(name));
CREATE UNIQUE INDEX "team_mailbox_once" ON "team" (tenant_id, lower(mailbox)) WHERE mailbox IS NOT NULL;
ALTER TABLE "team" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
ALTER TABLE "team" ADD FOREIGN KEY (lead_id) REFERENCES "person"(id);
ALTER TABLE "person" ADD FOREIGN KEY (manager_id) REFERENCES "person"(id);
ALTER TABLE "agent_deputy" ADD FOREIGN KEY (agent_id) REFERENCES "agent"(id);
ALTER TABLE "agent_deputy" ADD FOREIGN KEY (person_id) REFERENCES "person"(id);
ALTER TABLE "agent_transfer" ADD FOREIGN KEY (agent_id) REFERENCES "agent"(id);
ALTER TABLE "agent_transfer" ADD FOREIGN KEY (from_id) REFERENCES "person"(id);
ALTER TABLE "agent_transfer" ADD FOREIGN KEY (to_id) REFERENCES "person"(id);
ALTER TABLE "agent_transfer" ADD CONSTRAINT "agent_transfer_role" CHECK (role IN ('owner', 'sponsor'));
ALTER TABLE "agent_transfer" ADD CONSTRAINT "agent_transfer_state" CHECK (state IN ('requested', 'accepted', 'declined', 'cancelled', 'expired'));
ALTER TABLE "agent_transfer" ADD CONSTRAINT "agent_transfer_decided" CHECK ((state = 'requested') = (decided_at IS NULL));
-- Of one role of one agent, one transfer waits at a time.
CREATE UNIQUE INDEX "agent_transfer_one_open" ON "agent_transfer" (agent_id, role) WHERE state = 'requested';

GRANT SELECT, INSERT ON "team", "agent_deputy", "agent_transfer" TO lanyard_authority;
GRANT UPDATE (name, mailbox, lead_id) ON "team" TO lanyard_authority;
GRANT DELETE ON "agent_deputy" TO lanyard_authority;
-- What was asked for says for ever what it said.
GRANT UPDATE (state, decided_at, decided_by) ON "agent_transfer" TO lanyard_authority, lanyard_worker;

-- The worker carries out what follows when a person leaves: it moves agents along their succession, by a revision that
-- names who answers now, and stops those that nobody follows for.
GRANT SELECT ON "team", "agent_deputy", "agent_transfer" TO lanyard_worker;
GRANT UPDATE (owner_id, sponsor_id, revision_in_force_id, updated_at) ON "agent" TO lanyard_worker;
GRANT INSERT ON "agent_revision" TO lanyard_worker;
GRANT UPDATE (status, document, digest, updated_at) ON "agent_revision" TO lanyard_worker;
GRANT INSERT ON "containment_epoch", "containment_order", "containment_cover" TO lanyard_worker;
GRANT UPDATE (epoch, updated_at) ON "containment_epoch" TO lanyard_worker;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['team', 'agent_deputy', 'agent_transfer'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (current_setting(''lanyard.tenant'', true) IN (tenant_id::text, ''system''))', t);
  END LOOP;
END $$;

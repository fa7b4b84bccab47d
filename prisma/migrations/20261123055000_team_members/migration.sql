-- Who works in a team. Nobody answers for an agent by that; the lead follows last, as before.

-- CreateTable
CREATE TABLE "team_member" (
    "team_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "added_by_name" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "team_member_pkey" PRIMARY KEY ("team_id","person_id")
);

-- CreateIndex
CREATE INDEX "team_member_person_id_idx" ON "team_member"("person_id");

-- By hand from here on.
ALTER TABLE "team_member" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
ALTER TABLE "team_member" ADD FOREIGN KEY (team_id) REFERENCES "team"(id);
ALTER TABLE "team_member" ADD FOREIGN KEY (person_id) REFERENCES "person"(id);
GRANT SELECT, INSERT, DELETE ON "team_member" TO lanyard_authority;
ALTER TABLE "team_member" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "team_member" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));

-- Filters of lists that people keep by a name, for themselves or for everybody there.

-- CreateTable
CREATE TABLE "saved_filter" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "area" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "params" JSONB NOT NULL,
    "shared" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_filter_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "saved_filter_tenant_id_area_idx" ON "saved_filter"("tenant_id", "area");

-- By hand from here on.
ALTER TABLE "saved_filter" ADD FOREIGN KEY (person_id) REFERENCES "person"(id);
ALTER TABLE "saved_filter" ADD CONSTRAINT "saved_filter_area" CHECK (area IN ('delegations', 'ledger', 'agents'));
CREATE UNIQUE INDEX "saved_filter_name_once" ON "saved_filter" (person_id, area, lower(name));

-- The person is who saved it, and its filters are what they were: whoever wants others saves others.
GRANT SELECT, INSERT, DELETE ON "saved_filter" TO lanyard_authority;
GRANT UPDATE (name, shared) ON "saved_filter" TO lanyard_authority;

ALTER TABLE "saved_filter" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "saved_filter" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));

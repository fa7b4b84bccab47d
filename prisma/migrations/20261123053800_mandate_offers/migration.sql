-- A standing mandate of an agent that was retired, offered to the agent that follows it: its sponsor gives it anew, or does not.

-- CreateTable
CREATE TABLE "mandate_offer" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "mandate_id" UUID NOT NULL,
    "from_agent_id" UUID NOT NULL,
    "agent_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "scopes" TEXT[],
    "left_out" TEXT[],
    "mandate_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "offered_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'offered',
    "decided_at" TIMESTAMPTZ(3),
    "decided_by_name" TEXT,
    "given_id" UUID,

    CONSTRAINT "mandate_offer_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "mandate_offer_mandate_id_key" ON "mandate_offer"("mandate_id");

-- CreateIndex
CREATE INDEX "mandate_offer_tenant_id_agent_id_idx" ON "mandate_offer"("tenant_id", "agent_id");

-- By hand from here on.
ALTER TABLE "mandate_offer" ADD FOREIGN KEY (tenant_id) REFERENCES "tenant"(id);
ALTER TABLE "mandate_offer" ADD FOREIGN KEY (mandate_id) REFERENCES "mandate"(id);
ALTER TABLE "mandate_offer" ADD FOREIGN KEY (from_agent_id) REFERENCES "agent"(id);
ALTER TABLE "mandate_offer" ADD FOREIGN KEY (agent_id) REFERENCES "agent"(id);
-- Decided once, and accepted only with the mandate that was given for it.
ALTER TABLE "mandate_offer" ADD CONSTRAINT "mandate_offer_state" CHECK (state IN ('offered', 'accepted', 'declined')
  AND (decided_at IS NULL) = (state = 'offered') AND (given_id IS NOT NULL) = (state = 'accepted'));
GRANT SELECT, INSERT ON "mandate_offer" TO lanyard_authority;
GRANT UPDATE (state, decided_at, decided_by_name, given_id) ON "mandate_offer" TO lanyard_authority;
GRANT SELECT ON "mandate_offer" TO lanyard_worker;
ALTER TABLE "mandate_offer" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "mandate_offer" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));

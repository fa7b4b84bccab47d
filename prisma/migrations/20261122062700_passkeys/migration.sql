-- Passkeys of people, codes for when one is lost, and proofs that a person approved one act with theirs.

-- CreateTable
CREATE TABLE "passkey" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "credential_id" TEXT NOT NULL,
    "public_key" BYTEA NOT NULL,
    "counter" BIGINT NOT NULL,
    "transports" TEXT[],
    "device_type" TEXT NOT NULL,
    "backed_up" BOOLEAN NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "passkey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "passkey_challenge" (
    "id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "passkey_challenge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recovery_code" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "code_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "act_proof" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "act" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "summary" TEXT NOT NULL,
    "return_to" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "passkey_id" UUID,
    "proved_at" TIMESTAMPTZ(3),
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "act_proof_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "passkey_credential_id_key" ON "passkey"("credential_id");

-- CreateIndex
CREATE INDEX "passkey_person_id_idx" ON "passkey"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "recovery_code_code_hash_key" ON "recovery_code"("code_hash");

-- CreateIndex
CREATE INDEX "recovery_code_person_id_idx" ON "recovery_code"("person_id");

-- By hand from here on.
ALTER TABLE "passkey" ADD FOREIGN KEY (person_id) REFERENCES "person"(id);
ALTER TABLE "passkey" ADD CONSTRAINT "passkey_device_type" CHECK (device_type IN ('singleDevice', 'multiDevice'));
ALTER TABLE "recovery_code" ADD FOREIGN KEY (person_id) REFERENCES "person"(id);
ALTER TABLE "act_proof" ADD FOREIGN KEY (person_id) REFERENCES "person"(id);
-- Given by a passkey or not at all, and used only after it was given.
ALTER TABLE "act_proof" ADD CONSTRAINT "act_proof_order" CHECK ((proved_at IS NULL) = (passkey_id IS NULL) AND (used_at IS NULL OR proved_at IS NOT NULL));

GRANT SELECT, INSERT ON "passkey", "passkey_challenge", "recovery_code", "act_proof" TO lanyard_authority;
-- A key, whose it is and what was asked to be approved say for ever what they said.
GRANT UPDATE (name, counter, backed_up, last_used_at) ON "passkey" TO lanyard_authority;
GRANT UPDATE (used_at) ON "recovery_code" TO lanyard_authority;
GRANT UPDATE (passkey_id, proved_at, used_at) ON "act_proof" TO lanyard_authority;
GRANT DELETE ON "passkey", "passkey_challenge", "recovery_code" TO lanyard_authority;
-- The worker sweeps what has expired, and sees no more of it than that.
GRANT SELECT (id, expires_at), DELETE ON "passkey_challenge", "act_proof" TO lanyard_worker;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['passkey', 'recovery_code', 'act_proof'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (current_setting(''lanyard.tenant'', true) IN (tenant_id::text, ''system''))', t);
  END LOOP;
END $$;

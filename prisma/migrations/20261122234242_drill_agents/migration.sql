-- Agents of drills are left out of what people are shown, and so looked for on every overview; they are few.

-- By hand from here on.
CREATE INDEX "agent_of_drills" ON "agent" (tenant_id, id) WHERE registered_by = 'containment.drill';

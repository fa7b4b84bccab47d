import { Copy, Plus, RotateCw } from 'lucide-react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { KeyHint } from '@/components/ui/key-hint'
import { RadioGroup } from '@/components/ui/radio-group'
import { Select } from '@/components/ui/select'
import { Spinner } from '@/components/ui/spinner'
import { Switch } from '@/components/ui/switch'
import { TextLink } from '@/components/ui/text-link'
import { Textarea } from '@/components/ui/textarea'
import { Row, Specimen } from './specimen'

export function Controls({ pane }: Readonly<{ pane: string }>) {
  return (
    <>
      <Specimen name="Button">
        <div className="flex flex-col gap-3">
          <Row>
            <Button variant="primary">
              <Plus aria-hidden="true" />
              Register an agent
            </Button>
            <Button>Export</Button>
            <Button variant="ghost">Cancel</Button>
            <Button variant="signal">Halt</Button>
            <Button variant="signal-outline">Halt</Button>
            <Button variant="link">Show all</Button>
          </Row>
          <Row>
            <Button variant="primary" pending>
              Register an agent
            </Button>
            <Button pending>Export</Button>
            <Button variant="primary" disabled>
              Register an agent
            </Button>
            <Button disabled>Export</Button>
            <Button variant="signal" disabled>
              Halt
            </Button>
          </Row>
          <Row>
            <Button size="sm">Small</Button>
            <Button size="lg">Large</Button>
            <Button size="icon" aria-label="Copy">
              <Copy aria-hidden="true" />
            </Button>
            <Button size="icon-sm" variant="ghost" aria-label="Read again">
              <RotateCw aria-hidden="true" />
            </Button>
            <Spinner label="Reading" className="text-ink-2" />
            <KeyHint keys={['Ctrl', 'K']} />
            <KeyHint keys={['g', 'a']} />
          </Row>
        </div>
      </Specimen>
      <Specimen name="Field, Input, Select, Textarea">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Name" required hint="As people will say it. It can be changed later.">
            <Input defaultValue="inv-bot" />
          </Field>
          <Field label="Name" required error="`inv-bot` is already taken in this tenant">
            <Input defaultValue="inv-bot" />
          </Field>
          <Field label="Platform" required>
            <Select defaultValue="langchain">
              <option value="langchain">LangChain</option>
              <option value="bedrock">Bedrock</option>
            </Select>
          </Field>
          <Field label="Team">
            <Input placeholder="Finance operations" disabled />
          </Field>
          <Field label="SPIFFE ID">
            <Input mono readOnly defaultValue="spiffe://lanyard.local/agent/0198c2a4" />
          </Field>
          <Field label="Purpose" required>
            <Textarea rows={2} defaultValue="Matches invoices with orders and asks before it pays." />
          </Field>
        </div>
      </Specimen>
      <Specimen name="Checkbox, RadioGroup, Switch">
        <div className="grid gap-4 sm:grid-cols-2">
          <div className="flex flex-col items-start gap-2">
            <Checkbox label="Read invoices" defaultChecked hint="mcp:erp:read_invoice" />
            <Checkbox label="Post payments" />
            <Checkbox label="All of the server" indeterminate readOnly />
            <Checkbox label="Cancel payments" disabled />
            <Switch label="Notify me by mail" defaultChecked />
            <Switch label="Autonomous work" hint="Runs under your standing mandate" />
          </div>
          <RadioGroup
            legend="For how long"
            name={`how-long-${pane}`}
            defaultValue="day"
            options={[
              { value: 'hour', label: 'One hour' },
              { value: 'day', label: 'Until this evening', hint: 'The mandate ends at 22:00 in your time' },
              { value: 'ever', label: 'Until I withdraw it', disabled: true },
            ]}
          />
        </div>
      </Specimen>
      <Specimen name="Badge, TextLink">
        <Row>
          <Badge>neutral</Badge>
          <Badge tone="outline">LangChain</Badge>
          <Badge tone="strong">3 for you</Badge>
          <Badge tone="calm">low risk</Badge>
          <Badge tone="caution">ends in 4 min</Badge>
          <Badge tone="signal">covered by an order</Badge>
          <Badge mono tone="outline">
            mcp:erp:read_invoice
          </Badge>
          <TextLink href="#">Show the decision</TextLink>
        </Row>
      </Specimen>
    </>
  )
}

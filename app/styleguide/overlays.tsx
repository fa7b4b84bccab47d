'use client'

import { MoreHorizontal } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuSeparator, DropdownMenuTrigger } from '@/components/ui/dropdown-menu'
import { KeyHint } from '@/components/ui/key-hint'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { Sheet, SheetContent, SheetTrigger } from '@/components/ui/sheet'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { Row, Specimen } from './specimen'

export function Overlays() {
  return (
    <>
      <Specimen name="Dialog, Sheet, Popover, DropdownMenu" note="They open above the page, in the page's own theme.">
        <Row>
          <Dialog>
            <DialogTrigger asChild>
              <Button>Dialog</Button>
            </DialogTrigger>
            <DialogContent
              title="Retire inv-bot?"
              description="Its tokens die at once. It cannot be undone."
              footer={
                <>
                  <DialogClose asChild>
                    <Button variant="ghost">Keep it</Button>
                  </DialogClose>
                  <Button variant="primary">Retire</Button>
                </>
              }
            >
              <p className="text-sm text-ink-2">3 live tokens, 1 agent below it, no call in flight.</p>
            </DialogContent>
          </Dialog>
          <Sheet>
            <SheetTrigger asChild>
              <Button>Sheet</Button>
            </SheetTrigger>
            <SheetContent title="Evidence" description="inv-bot, read_invoice">
              <p className="text-sm text-ink-2">Used on 13 of 30 days, last yesterday.</p>
            </SheetContent>
          </Sheet>
          <Popover>
            <PopoverTrigger asChild>
              <Button>Popover</Button>
            </PopoverTrigger>
            <PopoverContent aria-label="Scopes">3 of 8 scopes: read_invoice, list_invoices, read_vendor.</PopoverContent>
          </Popover>
          <DropdownMenu>
            <DropdownMenuTrigger asChild>
              <Button size="icon" variant="ghost" aria-label="More">
                <MoreHorizontal aria-hidden="true" />
              </Button>
            </DropdownMenuTrigger>
            <DropdownMenuContent>
              <DropdownMenuItem hint={<KeyHint keys={['E']} />}>Edit the document</DropdownMenuItem>
              <DropdownMenuItem disabled>Restore</DropdownMenuItem>
              <DropdownMenuSeparator />
              <DropdownMenuItem signal>Halt</DropdownMenuItem>
            </DropdownMenuContent>
          </DropdownMenu>
        </Row>
      </Specimen>
      <Specimen name="Tabs">
        <Tabs defaultValue="summary">
          <TabsList aria-label="Hop">
            <TabsTrigger value="summary">Summary</TabsTrigger>
            <TabsTrigger value="claims">Token claims</TabsTrigger>
            <TabsTrigger value="decision">Decision</TabsTrigger>
          </TabsList>
          <TabsContent value="summary" className="text-sm text-ink-2">
            inv-bot held 3 of 8 scopes for five minutes.
          </TabsContent>
          <TabsContent value="claims">Claims</TabsContent>
          <TabsContent value="decision">Decision</TabsContent>
        </Tabs>
      </Specimen>
    </>
  )
}

'use client'

import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react'
import { rememberPreference, THEME_COOKIE, type Theme } from './preferences'

const ThemeContext = createContext<{ theme: Theme; setTheme: (next: Theme) => void }>({
  theme: 'system',
  setTheme: () => undefined,
})

export function ThemeProvider({ initial, children }: Readonly<{ initial: Theme; children: ReactNode }>) {
  const [theme, set] = useState(initial)
  const setTheme = useCallback((next: Theme) => {
    set(next)
    rememberPreference(THEME_COOKIE, next)
    if (next === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = next
  }, [])
  return <ThemeContext value={useMemo(() => ({ theme, setTheme }), [theme, setTheme])}>{children}</ThemeContext>
}

export function useTheme() {
  return use(ThemeContext)
}

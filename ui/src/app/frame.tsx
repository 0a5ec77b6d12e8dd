// SPDX-License-Identifier: Apache-2.0
import { ActionIcon, AppShell, Burger, Kbd, Menu, useMantineColorScheme } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDeviceDesktop, IconHelp, IconMoon, IconSearch, IconSun, IconUser } from '@tabler/icons-react';
import { Link, Outlet, useLocation, useMatches } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { Loading, NoPermission } from '../design/states';
import { words } from '../logic/format';
import { may, visible } from '../logic/permissions';
import { KeyboardHelp, useKeyboard } from './keyboard';
import { navigation } from './nav';
import { useLogout, useMe } from './session';

const loadPalette = () => import('./palette');
const Palette = lazy(loadPalette);

export function Frame() {
  const [drawer, { toggle, close }] = useDisclosure();
  const [palette, setPalette] = useState<boolean | null>(null);
  const openPalette = useCallback(() => setPalette(true), []);
  const [help, setHelp] = useKeyboard(openPalette);
  const path = useLocation({ select: (location) => location.pathname });
  useEffect(close, [path, close]);
  // Fetched once the page is quiet, so that the first Ctrl K does not lose what is typed right after it.
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), 1500);
    return () => clearTimeout(timer);
  }, []);

  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !drawer } }}
      transitionDuration={0}
    >
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <AppShell.Header>
        <TopBar drawer={drawer} toggle={toggle} openPalette={openPalette} openHelp={() => setHelp(true)} />
      </AppShell.Header>
      <AppShell.Navbar style={{ overflowY: 'auto' }}>
        <Rail />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} style={{ outline: 'none' }}>
        <div className="main">
          <Guarded />
        </div>
      </AppShell.Main>
      <KeyboardHelp opened={help} onClose={() => setHelp(false)} />
      {palette === null ? null : (
        <Suspense fallback={null}>
          <Palette opened={palette} onClose={() => setPalette(false)} />
        </Suspense>
      )}
    </AppShell>
  );
}

/** The page, or why it does not open. */
function Guarded() {
  const me = useMe();
  const permission = useMatches({ select: (matches) => matches.at(-1)?.staticData.permission });
  if (permission !== undefined && !may(me, permission)) return <NoPermission permission={permission} />;
  return (
    <Suspense fallback={<Loading />}>
      <Outlet />
    </Suspense>
  );
}

function Rail() {
  const me = useMe();
  return (
    <nav className="rail" aria-label="Pages">
      {visible(navigation, me).map((section) => (
        <div key={section.label}>
          <div className="rail-label">{section.label}</div>
          {section.entries.map(({ to, label, icon: Icon }) => (
            <Link key={to} to={to} className="rail-link" activeOptions={{ includeSearch: false }}>
              <Icon size={17} stroke={1.6} aria-hidden />
              {label}
            </Link>
          ))}
        </div>
      ))}
    </nav>
  );
}

interface TopBarProps {
  drawer: boolean;
  toggle: () => void;
  openPalette: () => void;
  openHelp: () => void;
}

function TopBar({ drawer, toggle, openPalette, openHelp }: TopBarProps) {
  const me = useMe();
  return (
    <div className="topbar">
      <Burger
        opened={drawer}
        onClick={toggle}
        hiddenFrom="sm"
        size="sm"
        aria-label={drawer ? 'Close the menu' : 'Open the menu'}
      />
      <Link to="/catalogue" className="brand" search={{}}>
        <img src="/icon.svg" alt="" width={24} height={24} />
        <span className="clip">{me.organisation.name}</span>
      </Link>
      <div style={{ flex: 1 }} />
      <button type="button" className="go" onClick={openPalette} aria-label="Go to anything">
        <IconSearch size={15} aria-hidden />
        <span style={{ flex: 1, textAlign: 'left' }}>Go to anything</span>
        <Kbd size="xs">Ctrl K</Kbd>
      </button>
      <ActionIcon variant="subtle" color="gray" aria-label="Keyboard help" onClick={openHelp} visibleFrom="sm">
        <IconHelp size={18} />
      </ActionIcon>
      <ThemeMenu />
      <UserMenu />
    </div>
  );
}

const schemes = [
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
  { value: 'auto', label: 'As the system', icon: IconDeviceDesktop },
] as const;

function ThemeMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = schemes.find((scheme) => scheme.value === colorScheme)?.icon ?? IconSun;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label="Theme">
          <Icon size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {schemes.map(({ value, label, icon: Each }) => (
          <Menu.Item
            key={value}
            leftSection={<Each size={15} />}
            onClick={() => setColorScheme(value)}
            aria-current={value === colorScheme}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function UserMenu() {
  const me = useMe();
  const logout = useLogout();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon variant="default" radius="xl" aria-label={`Account of ${me.name}`}>
          <IconUser size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <div style={{ padding: '8px 12px' }}>
          <div className="wrap" style={{ fontWeight: 500 }}>
            {me.name}
          </div>
          <div className="tiny dim">{me.roles.map(words).join(', ')}</div>
        </div>
        <Menu.Divider />
        {me.user ? (
          <Menu.Item component={Link} to="/account">
            Account and password
          </Menu.Item>
        ) : null}
        <Menu.Item onClick={() => logout.mutate()}>Log out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

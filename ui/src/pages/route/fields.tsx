// SPDX-License-Identifier: Apache-2.0
// The inputs of the route editor. Each stands in an element that carries the server's name of its field.
import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import { createContext, use, type ReactNode } from 'react';

/** Messages to show now, by the server's name of a field. */
export const Faults = createContext<Record<string, string>>({});

export function useFault(field: string): string | undefined {
  return use(Faults)[field];
}

interface FieldProps<T> {
  field: string;
  label: string;
  value: T | null | undefined;
  onChange: (value: T | null) => void;
  description?: ReactNode;
  placeholder?: string;
  required?: boolean;
}

export function Field({ field, children, wide }: { field: string; children: ReactNode; wide?: boolean }) {
  return (
    <div data-field={field} className={wide ? 'wide' : undefined}>
      {children}
    </div>
  );
}

export function TextField({
  field,
  value,
  onChange,
  wide,
  mono,
  ...rest
}: FieldProps<string> & { wide?: boolean; mono?: boolean }) {
  return (
    <Field field={field} wide={wide ?? false}>
      <TextInput
        {...rest}
        className={mono ? 'mono-input' : undefined}
        autoComplete="off"
        spellCheck={false}
        value={value ?? ''}
        onChange={(event) => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
        error={useFault(field)}
      />
    </Field>
  );
}

export function NumberField({
  field,
  value,
  onChange,
  ...rest
}: FieldProps<number> & { suffix?: string; min?: number; max?: number; decimals?: number }) {
  const { decimals = 0, ...shown } = rest;
  return (
    <Field field={field}>
      <NumberInput
        {...shown}
        clampBehavior="none"
        allowDecimal={decimals > 0}
        decimalScale={decimals}
        thousandSeparator=" "
        value={value ?? ''}
        onChange={(changed) => onChange(typeof changed === 'number' ? changed : null)}
        error={useFault(field)}
      />
    </Field>
  );
}

export function ChoiceField({
  field,
  value,
  onChange,
  data,
  ...rest
}: FieldProps<string> & { data: string[] | { value: string; label: string }[] }) {
  return (
    <Field field={field}>
      <Select
        {...rest}
        data={data}
        allowDeselect={false}
        value={value ?? null}
        onChange={onChange}
        error={useFault(field)}
      />
    </Field>
  );
}

/** A part of the route that may be there or not. */
export function Part({
  title,
  says,
  on,
  onToggle,
  children,
  disabled,
}: {
  title: string;
  says: string;
  on: boolean;
  onToggle: (on: boolean) => void;
  children: ReactNode;
  disabled?: boolean;
}) {
  return (
    <div className="part" role="group" aria-label={title}>
      <Checkbox
        size="xs"
        label={
          <>
            <strong>{title}</strong> <span className="dim">{says}</span>
          </>
        }
        checked={on}
        disabled={disabled ?? false}
        onChange={(event) => onToggle(event.currentTarget.checked)}
      />
      {on ? <div className="part-body fields">{children}</div> : null}
    </div>
  );
}

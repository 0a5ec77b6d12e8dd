// SPDX-License-Identifier: Apache-2.0
// The one place that knows ECharts; loaded when a page with a chart opens.
import { useComputedColorScheme } from '@mantine/core';
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use as register, type EChartsType } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { option, type ChartShape } from './chart-option';

register([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

interface Props extends ChartShape {
  label: string;
  onPick?: ((series: string) => void) | undefined;
}

export default function Chart({ label, onPick, ...shape }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const pick = useRef(onPick);
  const scheme = useComputedColorScheme('light');

  useEffect(() => {
    pick.current = onPick;
  }, [onPick]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const instance = init(element, null, { renderer: 'svg' });
    chart.current = instance;
    instance.on('click', (event) => {
      if (event.seriesName) pick.current?.(event.seriesName);
    });
    const observer = new ResizeObserver(() => instance.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      instance.dispose();
    };
  }, []);

  useEffect(() => {
    const style = getComputedStyle(document.documentElement);
    const ink = { text: style.getPropertyValue('--quiet').trim(), line: style.getPropertyValue('--line').trim() };
    const panel = getComputedStyle(document.body).getPropertyValue('--panel').trim();
    const font = getComputedStyle(document.body).fontFamily;
    chart.current?.setOption(
      option(shape, { ...ink, panel, font, strong: scheme === 'dark' ? '#d9dfe5' : '#1b2229' }),
      {
        notMerge: true,
      },
    );
  });

  return <div ref={box} role="img" aria-label={label} style={{ height: 260 }} />;
}

// Draws a dashboard with Grafana's own packages, in the element #root of a page that has its JSON in `dashboard` and the begin of the time
// range in `from`, at the address of a Prometheus. Grafana's packages do the layout, the variables, the transformations, the
// fields (units, thresholds, mappings, links) and the drawing. Three parts are not in npm, because Grafana itself has them: the
// data source for Prometheus and the panels, which follow here in their simplest form, and the reader of the JSON.
import { EventBusSrv, FieldType, MutableDataFrame, PanelPlugin, cacheFieldDisplayNames, dataLinksOverrideProcessor,
  displayNameOverrideProcessor, getDisplayValueAlignmentFactors, getFieldDisplayValues, identityOverrideProcessor, numberOverrideProcessor,
  standardFieldConfigEditorRegistry, standardTransformers, standardTransformersRegistry, thresholdsOverrideProcessor,
  unitOverrideProcessor, valueMappingsOverrideProcessor } from "@grafana/data";
import { initPluginTranslations } from "@grafana/i18n";
import { setAppEvents, setDataSourceSrv, setPluginImportUtils, setRunRequest } from "@grafana/runtime";
import { DataSourceVariable, EmbeddedScene, QueryVariable, RuntimeDataSource, SceneControlsSpacer, SceneDataTransformer, SceneGridItem,
  SceneGridLayout, SceneGridRow, SceneQueryRunner, SceneRefreshPicker, SceneTimePicker, SceneTimeRange, SceneVariableSet,
  TextBoxVariable, VariableValueSelectors, VizPanel, registerRuntimeDataSource, sceneGraph, sceneUtils } from "@grafana/scenes";
import { BarGauge, BigValue, GlobalStyles, TimeSeries, VizRepeater, useTheme2 } from "@grafana/ui";
import { TableNG } from "@grafana/ui/unstable";
import { createRoot } from "react-dom/client";
import { MemoryRouter } from "react-router-dom";
import { from, map } from "rxjs";

/** How often Prometheus asks, in seconds. */
const scrape = 2;
const uid = "prometheus";

class Prometheus extends RuntimeDataSource {
  async ask(path, parameters) {
    const answer = await (await fetch(`/api/v1/${path}?${new URLSearchParams(parameters)}`)).json();
    if (answer.status !== "success") throw new Error(answer.error);
    return answer.data;
  }

  text(template, { scopedVars }) {
    return sceneGraph.interpolate(scopedVars.__sceneObject.value.valueOf(), template, scopedVars, "regex");
  }

  async metricFindQuery({ query }, request) {
    const [, selector, label] = this.text(query, request).match(/^label_values\((.*), (\w+)\)$/);
    return (await this.ask(`label/${label}/values`, { "match[]": selector })).map((text) => ({ text }));
  }

  async query(request) {
    return { data: (await Promise.all(request.targets.map((target) => this.frames(target, request)))).flat() };
  }

  async frames({ expr, format, instant, legendFormat, refId }, request) {
    const end = request.range.to.unix();
    const step = Math.max(scrape, Math.ceil(request.intervalMs / 1000));
    const query = this.text(expr.replaceAll("$__rate_interval", `${Math.max(step + scrape, 4 * scrape)}s`), request);
    const { result } = await (instant ? this.ask("query", { query, time: end })
      : this.ask("query_range", { query, step, end, start: request.range.from.unix() }));
    const time = { name: "Time", type: FieldType.time, config: { interval: step * 1000 } };
    if (format === "table") {
      const labels = [...new Set(result.flatMap(({ metric }) => Object.keys(metric)))].sort();
      return [new MutableDataFrame({ refId, fields: [
        { ...time, values: result.map(({ value }) => value[0] * 1000) },
        ...labels.map((name) => ({ name, type: FieldType.string, values: result.map(({ metric }) => metric[name] ?? "") })),
        { name: `Value #${refId}`, type: FieldType.number, values: result.map(({ value }) => Number(value[1])) },
      ] })];
    }
    return result.map(({ metric, value, values = [value] }) => new MutableDataFrame({ refId, fields: [
      { ...time, values: values.map(([at]) => at * 1000) },
      { name: "Value", type: FieldType.number, labels: metric, values: values.map(([, number]) => Number(number)),
        config: { displayNameFromDS: legendFormat.replace(/{{\s*(\w+)\s*}}/g, (_, label) => metric[label] ?? "") } },
    ] }));
  }
}

const panels = {
  stat: (props) => <Values {...props} value={(each) =>
    <BigValue theme={useTheme2()} {...each} {...props.options} value={each.value.display} />} />,
  bargauge: (props) => <Values {...props} itemSpacing={10} value={({ value, count, alignmentFactors, ...each }) =>
    <BarGauge theme={useTheme2()} {...each} {...props.options} itemSpacing={10} valueDisplayMode={props.options.valueMode}
      value={value.display} field={value.field} display={value.view?.getFieldDisplayProcessor(value.colIndex)}
      alignmentFactors={count > 1 ? alignmentFactors : undefined} />} />,
  timeseries: ({ data, options, ...props }) =>
    <TimeSeries {...props} frames={data.series} structureRev={data.structureRev} legend={options.legend} options={options} />,
  table: ({ data, options, ...props }) => {
    cacheFieldDisplayNames(data.series);
    return <TableNG {...props} data={data.series[options.frameIndex]} noHeader={!options.showHeader} sortBy={options.sortBy}
      cellHeight={options.cellHeight} structureRev={data.structureRev} enableVirtualization resizable />;
  },
};

function Values({ data, options: { reduceOptions, orientation }, fieldConfig, replaceVariables, timeZone, value: Value, ...props }) {
  const theme = useTheme2();
  const values = () => getFieldDisplayValues({ fieldConfig, reduceOptions, replaceVariables, theme, timeZone, data: data.series });
  return <VizRepeater {...props} orientation={orientation} source={data} autoGrid getValues={values}
    getAlignmentFactors={getDisplayValueAlignmentFactors} renderValue={(each) => <Value {...each} />} />;
}

const field = (id, process) => ({ id, path: id, name: id, editor: () => null, override: () => null, shouldApply: () => true, process });

function plugin(type) {
  const Panel = panels[type];
  const made = new PanelPlugin((props) => props.data.series.some(({ length }) => length) ? <Panel {...props} />
    : <div style={{ display: "grid", placeContent: "center", height: "100%" }}>{props.fieldConfig.defaults.noValue ?? "No data"}</div>);
  const useCustomConfig = (builder) => own(type).forEach((id) => builder.addCustomEditor(field(id, identityOverrideProcessor)));
  made.useFieldConfig({ useCustomConfig });
  made.meta = { id: type, name: type, info: {} };
  return made;
}

/** The settings of a panel's own kind that the dashboard has. */
function own(type) {
  const all = window.dashboard.panels.filter((panel) => panel.type === type).flatMap(({ fieldConfig: { defaults, overrides } }) => [
    ...Object.keys(defaults.custom ?? {}),
    ...overrides.flatMap(({ properties }) => properties).map(({ id }) => id.match(/^custom\.(.*)/)?.[1]),
  ]);
  return [...new Set(all.filter(Boolean))];
}

function variable({ type, name, label, query, datasource, allValue, ...rest }) {
  switch (type) {
    case "datasource": return new DataSourceVariable({ name, label, pluginId: query });
    case "textbox": return new TextBoxVariable({ name, label, value: query });
    default: return new QueryVariable({ name, label, query, datasource, allValue, sort: rest.sort, refresh: rest.refresh,
      isMulti: rest.multi, includeAll: rest.includeAll, value: "$__all", text: "All" });
  }
}

function item({ id, type, title, description, gridPos, targets, transformations = [], options, fieldConfig, datasource }) {
  const queries = new SceneQueryRunner({ queries: targets, datasource });
  return new SceneGridItem({ x: gridPos.x, y: gridPos.y, width: gridPos.w, height: gridPos.h,
    body: new VizPanel({ key: `panel-${id}`, pluginId: type, title, description, options, fieldConfig,
      $data: transformations.length ? new SceneDataTransformer({ $data: queries, transformations }) : queries }) });
}

function scene({ panels, templating, refresh }) {
  const children = [];
  for (const panel of panels) {
    if (panel.type === "row") {
      children.push(new SceneGridRow({ title: panel.title, y: panel.gridPos.y, isCollapsed: panel.collapsed, children: [] }));
    } else {
      children.at(-1).state.children.push(item(panel));
    }
  }
  return new EmbeddedScene({
    $timeRange: new SceneTimeRange({ from: window.from, to: "now" }),
    $variables: new SceneVariableSet({ variables: templating.list.map(variable) }),
    controls: [new VariableValueSelectors({}), new SceneControlsSpacer(), new SceneTimePicker({}), new SceneRefreshPicker({ refresh })],
    body: new SceneGridLayout({ isLazy: false, isDraggable: false, isResizable: false, children }),
  });
}

await initPluginTranslations("depwatch");
setAppEvents(new EventBusSrv());
const source = { name: "Prometheus", uid, type: uid, meta: { id: uid } };
const prometheus = new Prometheus(uid, uid);
setDataSourceSrv({ getList: () => [source], getInstanceSettings: () => source, get: async () => prometheus });
setPluginImportUtils({ getPanelPluginFromCache: () => undefined });
setRunRequest((datasource, request) => from(datasource.query(request)).pipe(map(({ data }) =>
  ({ state: "Done", series: data, timeRange: request.range, request }))));
standardTransformersRegistry.setInit(() => ["mergeTransformer", "organizeFieldsTransformer"].map((each) => standardTransformers[each])
  .map((transformation) => ({ id: transformation.id, name: transformation.name, transformation: async () => transformation })));
standardFieldConfigEditorRegistry.setInit(() => [
  field("displayName", displayNameOverrideProcessor), field("unit", unitOverrideProcessor), field("min", numberOverrideProcessor),
  field("max", numberOverrideProcessor), field("decimals", numberOverrideProcessor), field("color", identityOverrideProcessor),
  field("noValue", identityOverrideProcessor), field("links", dataLinksOverrideProcessor),
  field("thresholds", thresholdsOverrideProcessor), field("mappings", valueMappingsOverrideProcessor),
]);
registerRuntimeDataSource({ dataSource: prometheus });
Object.keys(panels).forEach((type) => sceneUtils.registerRuntimePanelPlugin({ pluginId: type, plugin: plugin(type) }));
const drawn = scene(window.dashboard);
const page = <MemoryRouter><GlobalStyles /><drawn.Component model={drawn} /></MemoryRouter>;
createRoot(document.getElementById("root")).render(page);

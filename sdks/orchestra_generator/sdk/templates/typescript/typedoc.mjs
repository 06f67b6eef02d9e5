// A plugin of TypeDoc: a member stands where it is declared; "Extends" leads there.
import { Converter, ReflectionKind } from "typedoc";

const isInherited = (reflection) =>
  reflection.flags.isInherited ||
  (reflection.kindOf(ReflectionKind.Constructor) && reflection.signatures.every((one) => one.inheritedFrom));

export function load(app) {
  // Before members are put into groups.
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const reflection of Object.values(project.reflections)) {
      if (isInherited(reflection)) project.removeReflection(reflection);
    }
  });
}

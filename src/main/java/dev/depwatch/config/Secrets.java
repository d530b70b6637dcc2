package dev.depwatch.config;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Finds the secrets of one line in a part of the configuration. */
public final class Secrets {
    private Secrets() {}

    /** Those of the record and of the records in it, by the key that names the file. */
    public static Map<String, Secret> of(Record record) {
        Map<String, Secret> secrets = new LinkedHashMap<>();
        try {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                Object value = component.getAccessor().invoke(record);
                Object held = value instanceof Optional<?> optional && optional.isPresent() ? optional.get() : value;
                if (held instanceof Secret secret) {
                    secrets.put(Binding.key(component), secret);
                } else if (held instanceof Record inner) {
                    secrets.putAll(of(inner));
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("not readable: " + record.getClass(), e);
        }
        return secrets;
    }
}

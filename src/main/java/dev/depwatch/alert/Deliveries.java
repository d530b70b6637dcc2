package dev.depwatch.alert;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What every receiver was last told, as it is saved.
 *
 * @param told by the receiver's name
 */
public record Deliveries(Map<String, List<Told>> told) {
    public static final Deliveries NONE = new Deliveries(Map.of());

    public Deliveries {
        Map<String, List<Told>> copies = new LinkedHashMap<>();
        told.forEach((receiver, alerts) -> copies.put(receiver, List.copyOf(alerts)));
        told = Map.copyOf(copies);
    }

    public static Deliveries of(List<Receiver> receivers) {
        Map<String, List<Told>> told = new LinkedHashMap<>();
        receivers.forEach(receiver -> told.put(receiver.name(), List.copyOf(receiver.told())));
        return new Deliveries(told);
    }

    public List<Told> to(String receiver) {
        return told.getOrDefault(receiver, List.of());
    }
}

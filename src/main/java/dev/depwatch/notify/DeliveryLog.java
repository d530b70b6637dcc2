package dev.depwatch.notify;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.depwatch.alert.Delivered;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What every receiver last accepted, as saved in the state.
 *
 * @param byReceiver by the receiver's name
 */
public record DeliveryLog(@JsonAlias("told") Map<String, List<Delivered>> byReceiver) {
    public static final DeliveryLog NONE = new DeliveryLog(Map.of());

    public DeliveryLog {
        Map<String, List<Delivered>> copies = new LinkedHashMap<>();
        byReceiver.forEach((receiver, alerts) -> copies.put(receiver, List.copyOf(alerts)));
        byReceiver = Map.copyOf(copies);
    }

    public static DeliveryLog of(List<Receiver> receivers) {
        Map<String, List<Delivered>> delivered = new LinkedHashMap<>();
        receivers.forEach(receiver -> delivered.put(receiver.name(), List.copyOf(receiver.delivered())));
        return new DeliveryLog(delivered);
    }

    public List<Delivered> to(String receiver) {
        return byReceiver.getOrDefault(receiver, List.of());
    }
}

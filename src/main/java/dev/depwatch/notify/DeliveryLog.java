package dev.depwatch.notify;

import dev.depwatch.alert.Delivered;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What every receiver last accepted, as saved in the state.
 *
 * @param byReceiver by {@link Receiver.Id#key}, in earlier states by its name
 */
public record DeliveryLog(Map<String, List<Delivered>> byReceiver) {
    public static final DeliveryLog NONE = new DeliveryLog(Map.of());

    public DeliveryLog {
        byReceiver = Map.copyOf(byReceiver);
    }

    public static DeliveryLog of(List<Receiver> receivers) {
        return new DeliveryLog(receivers.stream()
                .collect(Collectors.toMap(
                        receiver -> receiver.id().key(), receiver -> List.copyOf(receiver.delivered()))));
    }

    public List<Delivered> to(Receiver.Id receiver) {
        return byReceiver.getOrDefault(receiver.key(), byReceiver.getOrDefault(receiver.name(), List.of()));
    }
}

package dev.depwatch.daemon;

import com.google.inject.Inject;
import dev.depwatch.apple.Organizations;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Inventory;
import dev.depwatch.notify.DeliveryLog;
import dev.depwatch.notify.Receiver;
import dev.depwatch.state.State;
import dev.depwatch.token.Instance;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What outlives a pipeline besides the journal: the last readings of tokens and organisations, the delivery logs, and
 * in memory the state of the receivers.
 */
final class RestartState {
    private final State.Section<Inventory.Saved> inventories;
    private final State.Section<Organizations.Saved> organizations;
    private final State.Section<DeliveryLog> deliveryLog;
    private List<Receiver> receivers = List.of();

    @Inject
    RestartState(State state) {
        this.inventories = state.section("inventory", Inventory.Saved.class);
        this.organizations = state.section("apple", Organizations.Saved.class);
        this.deliveryLog = state.section("deliveries", DeliveryLog.class);
    }

    /**
     * Gives the parts their saved state under the present names, and saves their state from now on. Call it before they
     * start.
     */
    void handOver(Renaming renaming, Inventory inventory, Organizations apple, List<Receiver> next) {
        inventories
                .latest()
                .map(saved -> renaming.in(saved, Inventory.Saved.class))
                .ifPresent(inventory::resume);
        organizations.latest().ifPresent(apple::resume);
        DeliveryLog before = renaming.in(deliveryLog.latest().orElse(DeliveryLog.NONE), DeliveryLog.class);
        Map<Receiver.Id, Receiver.Status> former =
                receivers.stream().collect(Collectors.toMap(Receiver::id, Receiver::status));
        next.forEach(
                receiver -> receiver.resume(before.to(receiver.id()), Optional.ofNullable(former.get(receiver.id()))));
        receivers = next;
        inventories.suppliedBy(inventory::saved);
        organizations.suppliedBy(apple::saved);
        deliveryLog.suppliedBy(() -> DeliveryLog.of(next));
    }

    /** The instances with saved state. */
    Set<Instance> instances() {
        return inventories.latest().map(Inventory.Saved::instances).orElse(List.of()).stream()
                .map(InstanceInventory::instance)
                .collect(Collectors.toSet());
    }
}

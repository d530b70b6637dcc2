package dev.depwatch.notify;

import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.notify.Outbox.Sending;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Records accepted notifications, and fails on request. Rejects calls by two threads at a time, as notifiers may. */
public final class RecordingNotifier implements Notifier {
    private final List<Notification> taken = new ArrayList<>();
    private final Deque<Exception> failures = new ArrayDeque<>();
    private Predicate<Notification> poison = notification -> false;
    private Reason poisoned = Reason.UNAVAILABLE;
    private Optional<String> handle = Optional.empty();
    private Optional<RecordingNotifier> follower = Optional.empty();
    private int attempts;
    private boolean busy;

    @Override
    public Optional<String> deliver(Notification notification) throws DeliveryException, InterruptedException {
        synchronized (this) {
            if (busy) {
                throw new AssertionError("two threads deliver to one notifier");
            }
            busy = true;
        }
        try {
            attempts++;
            Exception failure = failures.poll();
            if (failure instanceof DeliveryException e) {
                throw e;
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (poison.test(notification)) {
                throw new DeliveryException(poisoned, "chokes on this one");
            }
            synchronized (this) {
                taken.add(notification);
            }
            return handle;
        } finally {
            synchronized (this) {
                busy = false;
            }
        }
    }

    @Override
    public Optional<Sending> followUp(Notification accepted, Optional<String> handle) {
        return follower.map(next -> () -> next.deliver(accepted));
    }

    /** The other gets each accepted message as what follows it. */
    void isFollowedBy(RecordingNotifier other) {
        follower = Optional.of(other);
    }

    /** Makes the next attempt fail, after the failures already scheduled. */
    void failNext(Exception failure) {
        failures.add(failure);
    }

    void alwaysFail(Predicate<Notification> which) {
        alwaysFail(Reason.UNAVAILABLE, which);
    }

    void alwaysFail(Reason reason, Predicate<Notification> which) {
        poison = which;
        poisoned = reason;
    }

    void answer(String newHandle) {
        handle = Optional.of(newHandle);
    }

    int attempts() {
        return attempts;
    }

    synchronized List<Notification> taken() {
        return List.copyOf(taken);
    }

    List<NotifyReason> reasons() {
        return taken().stream().map(Notification::reason).toList();
    }
}

package dev.depwatch.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Receives a body up to a bound, and aborts as soon as the body is larger. Collects it, or passes it on in pieces until
 * the receiver has enough; it does not keep those pieces.
 */
final class BoundedBody implements BodySubscriber<byte[]> {
    private final int maxBytes;
    private final Pieces pieces;
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private @Nullable Subscription subscription;
    private int taken;

    BoundedBody(int maxBytes) {
        this.maxBytes = maxBytes;
        this.pieces = bytes -> {
            collected.writeBytes(bytes);
            return false;
        };
    }

    BoundedBody(int maxBytes, Pieces pieces) {
        this.maxBytes = maxBytes;
        this.pieces = pieces;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (whole.isDone()) {
                return;
            }
            if (buffer.remaining() > maxBytes - taken) {
                cancel();
                whole.completeExceptionally(new TooLargeException(maxBytes));
                return;
            }
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            taken += bytes.length;
            if (pieces.take(bytes)) {
                cancel();
                whole.complete(collected.toByteArray());
            }
        }
    }

    private void cancel() {
        if (subscription != null) {
            subscription.cancel();
        }
    }

    @Override
    public void onError(Throwable failure) {
        whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        whole.complete(collected.toByteArray());
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole;
    }

    /** The JDK's client passes it to {@link HttpException}. */
    static final class TooLargeException extends IOException {
        final int maxBytes;

        TooLargeException(int maxBytes) {
            this.maxBytes = maxBytes;
        }
    }
}

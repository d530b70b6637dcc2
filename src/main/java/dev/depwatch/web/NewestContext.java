package dev.depwatch.web;

import dev.depwatch.web.Access.Tls;
import java.security.SecureRandom;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Delegates to the newest context, since the JDK's server accepts only one context and keeps it. A session belongs to
 * the version in which it began, so none outlives its certificates.
 */
final class NewestContext extends SSLContextSpi {
    private final Supplier<Tls> newest;

    NewestContext(Supplier<Tls> newest) {
        this.newest = newest;
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        return newest.get().context().createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        return newest.get().context().createSSLEngine(host, port);
    }

    /**
     * Called for each connection, after its engine. If the version changes in between, the engine trusts by the former
     * version: it may reject a client, but admits none wrongly.
     */
    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        return newest.get().parameters();
    }

    @Override
    protected void engineInit(
            KeyManager @Nullable [] keys,
            javax.net.ssl.TrustManager @Nullable [] trusted,
            @Nullable SecureRandom random) {
        throw new IllegalStateException("made of files, not by hand");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return newest.get().context().getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        return newest.get().context().getServerSocketFactory();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return newest.get().context().getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return newest.get().context().getClientSessionContext();
    }
}

/**
 * What Apple's own API reports of an organisation: when each device management service last connected, and how the
 * accounts of the tokens' owners stand. Facts with the time when they were read; what they mean is decided in
 * {@code assess}.
 *
 * <p>Sources: Apple's documentation under developer.apple.com/documentation/applebusinessapi and
 * /appleschoolmanagerapi, "Implementing OAuth for the Apple School Manager and Apple Business API", and the client
 * neilmartin83/terraform-provider-axm (internal/client at a251240).
 */
@NullMarked
package dev.depwatch.apple;

import org.jspecify.annotations.NullMarked;

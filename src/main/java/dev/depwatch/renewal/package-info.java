/**
 * Renewal of tokens by a person who has new ones: what is left to do, where a downloaded file belongs, and the upload.
 * Only {@code depwatch renew} uses it, with credentials of its own. The files are secrets: nothing of their contents is
 * in any message, and nothing of them is written anywhere. Names and contents are hostile.
 */
@NullMarked
package dev.depwatch.renewal;

import org.jspecify.annotations.NullMarked;

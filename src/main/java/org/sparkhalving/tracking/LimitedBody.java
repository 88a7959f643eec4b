package org.sparkhalving.tracking;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** An answer's body, unless it is longer than any that MLflow gives, which ends the request. */
final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {
  private final HttpResponse.BodySubscriber<byte[]> body =
      HttpResponse.BodySubscribers.ofByteArray();
  private final long most;
  private Flow.Subscription subscription;
  private long size;

  /**
   * A body that is empty yet.
   *
   * @param most bytes that it may have
   */
  LimitedBody(long most) {
    this.most = most;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription begun) {
    subscription = begun;
    body.onSubscribe(begun);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (size > most) {
      return; // Was on its way when the rest was cancelled.
    }
    size += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
    if (size > most) {
      subscription.cancel();
      body.onError(new IOException("its answer has more than %s bytes".formatted(most)));
    } else {
      body.onNext(buffers);
    }
  }

  @Override
  public void onError(Throwable error) {
    body.onError(error);
  }

  @Override
  public void onComplete() {
    if (size <= most) {
      body.onComplete();
    }
  }
}

"""What a program does with predictions: some 750 readers, each of which shows what it saw.

``P`` is the predictions. Whether a reader can read them (a tensor has no ``tolist``, a row no second axis) is
not decided here: a program that Python or TensorFlow refuses before its repair is left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_PLAIN = """
P
P.tolist()
P.shape, P.dtype
len(P)
type(P).__name__
str(P)
repr(P)
f"{P}"
f"{P[0]}"
f"{P[0][0]:.3f}"
f"{float(P[0][0]):.1%}"
f"{P.max():.4f}"
"%.3f" % P[0][0]
"%s" % P
"%s" % (P,)
"{}".format(P)
"{:.2f}".format(P[0][0])
"{0:.2f} {0}".format(P.max())
format(P[0][0], ".3f")
P[0]
P[-1]
P[0][0]
P[0, 0]
P[:, 0]
P[:, 1]
P[:, -1]
P[:2]
P[::-1]
P[..., 0]
P[:, 1:]
P[[0, 2]]
P[1:3, 0]
P[None].shape
P[:, np.newaxis]
P[P > 0.4]
P[P.argmax()]
P[np.arange(len(P)), 0]
P[0].max()
P[0].argmax()
P[0][P[0].argmax()]
P[0] > 0.5
P > 0.5
P >= 0.5
0.5 < P
P < 0.3
P == P.max()
P == 1.0
P != 0
(P > 0.5).astype(int)
(P > 0.5).astype("int32").sum()
np.where(P > 0.5, 1, 0)
np.where(P > 0.5, "yes", "no")
np.where(P > 0.3, P, 0)
np.argwhere(P > 0.4)
np.nonzero(P > 0.4)
np.count_nonzero(P > 0.5)
(P > 0.5).any()
(P > 0.2).all()
(P > 0.5).mean()
P[0][0] > 0.5
bool(P[0][0] > 0.5)
"yes" if P[0][0] > 0.5 else "no"
1 if P[0][0] >= 0.5 else 0
int(P[0][0] > 0.5)
P[0][0] < 0.9 and P[0][0] > 0.1
not P[0][0] > 0.5
0.2 < P[0][0] < 0.8
P + 1
1 - P
P - P.mean()
P * 100
100 * P
P / P.sum()
P / 2
P ** 2
2 ** P
-P
P // 0.1
P % 0.1
P @ P.T
divmod(float(P[0][0]), 0.1)
abs(P[0][0])
abs(P)
round(float(P[0][0]), 3)
round(P[0][0] * 100, 2)
int(P[0][0] * 100)
float(P[0][0])
complex(P[0][0])
max(P[0])
min(P[0])
sum(P[0])
max(P[0].tolist())
max(P.tolist())
sum(P.ravel())
sorted(P[0])
sorted(P[0], reverse=True)
sorted(P[0].tolist())[-1]
sorted(range(len(P[0])), key=lambda i: P[0][i])
sorted(range(len(P)), key=lambda i: P[i][0])
sorted(zip(P[0], names))
sorted(zip(names, P[0]), key=lambda pair: pair[1])
sorted(enumerate(P[0]), key=lambda pair: -pair[1])
max(zip(P[0], names))
max(enumerate(P[0]), key=lambda pair: pair[1])
max(range(len(P[0])), key=P[0].__getitem__)
max(range(len(P[0])), key=lambda i: P[0][i])
min(P[0], key=lambda v: abs(v - 0.5))
list(P[0])
list(P)
list(map(float, P[0]))
list(map(lambda v: round(float(v), 3), P[0]))
list(filter(lambda v: v > 0.3, P[0]))
list(zip(names, P[0]))
list(enumerate(P[0]))
list(reversed(P[0]))
list(P.flat)
tuple(P[0])
set(P[0].tolist()) == set(P[0])
dict(zip(names, P[0]))
dict(enumerate(P[0]))
{"p": P}
{"p": P.tolist()}
{name: float(v) for name, v in zip(names, P[0])}
{name: f"{v:.2f}" for name, v in zip(names, P[0])}
{i: row.max() for i, row in enumerate(P)}
{i: int(row.argmax()) for i, row in enumerate(P)}
[row for row in P]
[row[0] for row in P]
[row.argmax() for row in P]
[np.argmax(row) for row in P]
[row.max() for row in P]
[max(row) for row in P]
[v for row in P for v in row]
[v > 0.5 for row in P for v in row]
[int(v > 0.5) for v in P[:, 0]]
[1 if v > 0.5 else 0 for v in P[:, 0]]
[i for i, v in enumerate(P[0]) if v > 0.3]
[names[i] for i in P.argmax(axis=1)]
[names[np.argmax(row)] for row in P]
[f"{v:.2f}" for v in P[0]]
["%.2f" % v for v in P[0]]
[str(v) for v in P[0]]
[round(float(v), 2) for v in P[0]]
[(name, v) for name, v in zip(names, P[0]) if v > 0.1]
[a + b for a, b in zip(P[0], P[1])]
sum(v > 0.5 for v in P[:, 0])
sum(row.max() for row in P)
sum(row[0] for row in P) / len(P)
any(v > 0.5 for v in P[0])
all(v > 0.1 for v in P[0])
next(iter(P))
next(iter(P[0]))
next(row for row in P if row[0] > 0.1)
" ".join(f"{v:.2f}" for v in P[0])
", ".join(map(str, P[0]))
"\\n".join(f"{n}: {v:.1%}" for n, v in zip(names, P[0]))
P.argmax()
P.argmax(axis=1)
P.argmax(axis=-1)
P.argmax(1)
P.argmax(axis=0)
P.argmin(axis=1)
P.argsort()
P.argsort(axis=1)
P.argsort(axis=1)[:, ::-1]
P.argsort(axis=-1)[:, -2:]
P.argsort(axis=0)
P[0].argsort()[::-1]
P[0].argsort()[-2:][::-1]
P[:, 0].argsort()
P[:, 0].argmax()
P.argpartition(1, axis=1)
np.argmax(P)
np.argmax(P, axis=1)
np.argmax(P, axis=-1)
np.argmax(P, 1)
np.argmax(P, axis=0)
np.argmax(P[0])
np.argmax(P[:, 0])
np.argmin(P, axis=1)
np.argsort(P)
np.argsort(P, axis=1)
np.argsort(-P, axis=1)
np.argsort(P, axis=None)
np.argsort(P[0])[::-1]
np.argsort(P[:, 0])
np.argpartition(P, -2, axis=1)[:, -2:]
np.sort(P, axis=1)
np.sort(P, axis=None)[-3:]
np.sort(P[0])[::-1]
np.partition(P, 1, axis=1)
np.argmax(P, axis=1) == y.ravel()[: len(P)]
np.mean(np.argmax(P, axis=1) == 1)
np.bincount(np.argmax(P, axis=1))
np.unique(np.argmax(P, axis=1), return_counts=True)
np.eye(3)[np.argmax(P, axis=1)]
np.array(names)[np.argmax(P, axis=1)]
names[np.argmax(P[0])]
names[int(np.argmax(P))  % 3]
P[0][np.argmax(P[0])]
P[np.arange(len(P)), np.argmax(P, axis=1)]
np.max(P, axis=1) > 0.4
np.max(P[0]) * 100
100 * np.max(P)
np.round(P)
np.round(P, 2)
np.round(P * 100, 1)
np.around(P, 3)
P.round()
P.round(2)
P.round().astype(int)
np.rint(P)
np.floor(P * 10)
np.ceil(P)
np.clip(P, 0.1, 0.9)
np.clip(P, 1e-7, 1 - 1e-7)
P.clip(0.1, 0.9)
np.maximum(P, 0.3)
np.minimum(P, 0.3)
np.maximum(0.3, P)
np.log(P)
np.log(P + 1e-7)
np.log(np.clip(P, 1e-7, 1))
-np.log(P[np.arange(len(P)), 0]).mean()
-np.sum(P * np.log(P), axis=1)
-(P * np.log(P + 1e-9)).sum(axis=-1)
np.log(P / (1 - P))
np.exp(P)
np.sqrt(P)
np.square(P)
np.power(P, 0.5)
np.abs(P - 0.5)
np.sign(P - 0.5)
np.sum(P)
np.sum(P, axis=1)
np.mean(P)
np.mean(P, axis=0)
np.std(P)
np.var(P, axis=0)
np.median(P)
np.percentile(P, 90)
np.quantile(P, 0.5, axis=0)
np.average(P, axis=0, weights=np.arange(len(P)) + 1)
np.ptp(P)
np.prod(P, axis=1)
np.cumsum(P, axis=1)
np.diff(P, axis=1)
np.dot(P, np.ones(P.shape[1]))
np.matmul(P, P.T)
np.linalg.norm(P)
np.linalg.norm(P, axis=1)
np.inner(P[0], P[1])
np.outer(P[0], P[1])
np.einsum("ij->i", P)
np.corrcoef(P[0], P[1]).shape
np.histogram(P, bins=4, range=(0, 1))
np.digitize(P, [0.25, 0.5, 0.75])
np.searchsorted([0.25, 0.5, 0.75], P)
np.interp(P[0], [0, 1], [0, 10])
np.allclose(P, 0.3)
np.allclose(P.sum(axis=1), 1)
np.isclose(P, 0.3)
np.array_equal(P, P)
np.isnan(P).any()
np.isfinite(P).all()
np.concatenate([P, P])
np.concatenate((P, np.zeros_like(P)), axis=1)
np.vstack([P, P])
np.hstack([P, y.reshape(len(P), -1)])
np.column_stack([P, P])
np.c_[P, P]
np.r_[P[0], 0]
np.stack([P, P]).mean(axis=0)
np.append(P, 1)
np.append(np.zeros(3), P)
np.append([], P[0])
np.insert(P, 0, 0, axis=1)
np.delete(P, 0, axis=1)
np.array(P)
np.array(P, dtype="float64")
np.array([P, P])
np.array([row for row in P])
np.asarray(P)
np.copy(P)
np.zeros_like(P)
np.ones_like(P)
np.full_like(P, 0.5)
np.empty(P.shape).shape
np.reshape(P, -1)
np.ravel(P)
np.squeeze(P)
np.squeeze(P > 0.5)
np.expand_dims(P, 0).shape
np.transpose(P)
np.split(P, 2)[0]
np.array_split(P, 3)[0]
np.tile(P[0], 2)
np.repeat(P[0], 2)
np.roll(P, 1)
np.flip(P)
np.take(P, 0, axis=1)
np.take_along_axis(P, np.argmax(P, axis=1)[:, None], axis=1)
np.choose([0], P.T)
np.vectorize(lambda v: v > 0.5)(P)
np.apply_along_axis(max, 1, P)
np.apply_along_axis(np.argmax, 1, P)
np.apply_over_axes(np.sum, P, [1])
np.nanmax(P)
np.nanmean(P)
np.nan_to_num(P)
np.ma.masked_less(P, 0.3)
np.fromiter(P[:, 0], dtype=float)
np.array2string(P, precision=3)
np.random.default_rng(0).choice(len(P[0]), p=P[0].astype("float64") / P[0].astype("float64").sum())
np.random.default_rng(0).multinomial(5, P[0].astype("float64") / P[0].astype("float64").sum())
np.vdot(P, P)
np.any(P > 0.5)
np.all(P > 0.5, axis=1)
np.greater(P, 0.5)
np.less_equal(P, 0.5)
np.logical_and(P > 0.2, P < 0.8)
np.logical_not(P > 0.5)
np.heaviside(P - 0.5, 1)
np.add(P, 1)
np.subtract(1, P)
np.multiply(P, 2)
np.divide(P, 2)
np.true_divide(P, P.max())
np.cov(P.T).shape
np.trapezoid(P[0])
np.gradient(P[0])
np.float32(P[0][0])
np.float64(P[0][0]).item()
np.int32(P[0][0] * 10)
P.max()
P.max(axis=1)
P.max(axis=-1) > 0.4
P.max(axis=0)
P.max(axis=1, keepdims=True)
P.min()
P.min(axis=1)
P.sum()
P.sum(axis=1)
P.sum(axis=1, keepdims=True)
P.mean()
P.mean(axis=0)
P.std()
P.var(axis=1)
P.prod()
P.ptp() if hasattr(P, "ptp") else P.max() - P.min()
P.cumsum(axis=1)
P.dot(np.ones(P.shape[1]))
P.flatten()
P.ravel()
P.ravel()[0]
P.reshape(-1)
P.reshape(-1)[0]
P.reshape(len(P), -1, 1)
P.squeeze()
P.squeeze() > 0.5
P.transpose()
P.T
P.T[0]
P.swapaxes(0, 1)
P.copy()
P.astype("float64")
P.astype(int)
P.astype(bool)
P.view()
P.real
P.flat[0]
P.item(0)
P[0].item(0)
P[0][0].item()
P.nbytes
P.size
P.ndim
P.itemsize
P.take([0, 1])
P.repeat(2, axis=0)
P.tobytes() == P.tobytes()
P.tobytes()[:0]
P.__len__()
P.__getitem__(0)
P.__array__()
P.diagonal()
P.trace()
P.nonzero()[0].shape
P.searchsorted(0.5) if P.ndim == 1 else 0
P.compress([True, False], axis=1)
P.choose([0])
P.any()
P.all()
P.fill
isinstance(P, np.ndarray)
isinstance(P, tf.Tensor)
hasattr(P, "numpy")
P is None
id(P) > 0
P.numpy()
P.numpy().tolist()
P.numpy()[0]
P.numpy().argmax(axis=1)
P.get_shape()
P.shape[0]
P.shape[-1] * P[0][0]
tf.shape(P)
tf.rank(P)
tf.size(P)
tf.argmax(P, axis=1)
tf.argmax(P, axis=-1)
tf.argmax(P, 1)
tf.argmax(P)
tf.argmax(P, axis=-1).numpy()
tf.math.argmax(P, axis=1)
tf.argsort(P, axis=-1)
tf.argsort(P, direction="DESCENDING")
tf.sort(P, axis=1)
tf.math.top_k(P, k=1).indices
tf.math.top_k(P, k=1).values
tf.nn.top_k(P, 1)
tf.nn.top_k(P, 1)[1]
tf.math.in_top_k([0] * len(P), P, 1)
tf.round(P)
tf.cast(P > 0.5, tf.int32)
tf.cast(P >= 0.5, "float32")
tf.cast(P, tf.float64)
tf.cast(P[:, 0] > 0.5, tf.int64)
tf.greater(P, 0.5)
tf.less(P, 0.5)
tf.where(P > 0.5, 1, 0)
tf.where(P > 0.5)
tf.where(P > 0.3, P, tf.zeros_like(P))
tf.boolean_mask(P, P > 0.3)
tf.reduce_max(P, axis=1)
tf.reduce_max(P)
tf.reduce_min(P)
tf.reduce_mean(P)
tf.reduce_mean(P, axis=0)
tf.reduce_sum(P, axis=1)
tf.reduce_prod(P)
tf.reduce_any(P > 0.5)
tf.reduce_all(P > 0.5)
tf.math.reduce_std(P)
tf.math.reduce_variance(P)
tf.math.count_nonzero(P > 0.5)
tf.math.log(P)
tf.math.log(P + 1e-7)
tf.math.exp(P)
tf.math.square(P)
tf.math.sqrt(P)
tf.math.pow(P, 2)
tf.math.abs(P)
tf.sign(P - 0.5)
tf.floor(P * 10)
tf.clip_by_value(P, 0.1, 0.9)
tf.maximum(P, 0.3)
tf.minimum(P, 0.3)
tf.add(P, 1.0)
tf.subtract(1.0, P)
tf.multiply(P, 100)
tf.divide(P, 2)
tf.matmul(P, P, transpose_b=True)
tf.transpose(P)
tf.reshape(P, [-1])
tf.squeeze(P)
tf.expand_dims(P, 0)
tf.concat([P, P], axis=0)
tf.stack([P, P])
tf.unstack(P)[0]
tf.split(P, 2)[0]
tf.tile(P, [1, 2])
tf.repeat(P, 2, axis=0)
tf.reverse(P, axis=[1])
tf.gather(P, 0)
tf.gather(P, [0], axis=1)
tf.gather(P, [0] * len(P), axis=1, batch_dims=1)
tf.gather_nd(P, [[0, 0]])
tf.slice(P, [0, 0], [1, 1])
tf.pad(P, [[0, 0], [1, 0]])
tf.identity(P)
tf.constant(P)
tf.convert_to_tensor(P)
tf.Variable(P).numpy()
tf.stop_gradient(P)
tf.norm(P)
tf.linalg.norm(P, axis=1)
tf.einsum("ij->i", P)
tf.tensordot(P, P, axes=[[1], [1]])
tf.strings.as_string(P, precision=3)
tf.strings.format("{}", P[0][:1] > 0.5)
tf.one_hot(tf.argmax(P, axis=1), 3)
tf.equal(tf.argmax(P, 1), 0)
tf.math.confusion_matrix([0] * len(P), tf.argmax(P, 1), num_classes=3)
tf.math.is_nan(P)
tf.histogram_fixed_width(P, [0.0, 1.0], nbins=4)
tf.unique(tf.reshape(tf.argmax(P, 1), [-1]))
tf.nn.l2_normalize(P, axis=1)
tf.nn.moments(P, axes=[0])
tf.nn.relu(P - 0.3)
tf.nn.softmax(P)
tf.nn.sigmoid(P)
tf.nn.log_softmax(P)
tf.random.categorical(tf.math.log(P), 1, seed=1).shape
tf.data.Dataset.from_tensor_slices(P).batch(2).take(1).get_single_element()
next(iter(tf.data.Dataset.from_tensor_slices(P)))
[row.numpy().tolist() for row in tf.data.Dataset.from_tensor_slices(P)]
keras.ops.argmax(P, axis=-1)
keras.ops.max(P, axis=-1)
keras.ops.mean(P)
keras.ops.round(P)
keras.ops.log(P)
keras.ops.where(P > 0.5, 1, 0)
keras.ops.convert_to_numpy(P)
keras.ops.cast(P > 0.5, "int32")
keras.ops.top_k(P, 1)
keras.ops.sum(P, axis=-1)
keras.metrics.CategoricalAccuracy()(np.eye(3)[[0] * len(P)], P)
keras.metrics.SparseCategoricalAccuracy()([0] * len(P), P)
keras.metrics.BinaryAccuracy()(np.zeros(P.shape), P)
keras.metrics.MeanSquaredError()(np.zeros(P.shape), P)
keras.metrics.categorical_accuracy(np.eye(3)[[0] * len(P)], P)
keras.metrics.sparse_categorical_accuracy([0] * len(P), P)
keras.metrics.binary_accuracy(np.zeros(P.shape), P)
keras.metrics.Precision()(np.ones(P.shape), P)
keras.metrics.AUC()(np.arange(P.size).reshape(P.shape) % 2, P)
keras.losses.mean_squared_error(np.zeros(P.shape), P)
keras.losses.MeanSquaredError()(np.zeros(P.shape), P)
keras.losses.kl_divergence(np.full(P.shape, 0.3), P)
keras.losses.mae(np.zeros(P.shape), P)
keras.utils.to_categorical(np.argmax(P, axis=1), 3)
keras.layers.Flatten()(P)
keras.layers.Softmax()(P)
sklearn.metrics.accuracy_score(np.zeros(len(P)), np.argmax(P, axis=1))
sklearn.metrics.accuracy_score(np.zeros(len(P)), P[:, 0] > 0.5)
sklearn.metrics.log_loss(np.arange(len(P)) % P.shape[1], P, labels=range(P.shape[1]))
sklearn.metrics.roc_auc_score(np.arange(len(P)) % 2, P[:, 0])
sklearn.metrics.roc_curve(np.arange(len(P)) % 2, P[:, 0])
sklearn.metrics.precision_recall_curve(np.arange(len(P)) % 2, P[:, 0])
sklearn.metrics.average_precision_score(np.arange(len(P)) % 2, P[:, 0])
sklearn.metrics.brier_score_loss(np.arange(len(P)) % 2, P[:, 0])
sklearn.metrics.confusion_matrix(np.arange(len(P)) % 2, P[:, 0] > 0.5)
sklearn.metrics.confusion_matrix(np.zeros(len(P)), P.argmax(axis=1))
sklearn.metrics.classification_report(np.zeros(len(P)), P.argmax(axis=1), zero_division=0)
sklearn.metrics.f1_score(np.arange(len(P)) % 2, np.round(P[:, 0]))
sklearn.metrics.mean_squared_error(np.zeros(P.shape), P)
sklearn.metrics.top_k_accuracy_score(np.arange(len(P)) % P.shape[1], P, k=1)
pd.DataFrame(P)
pd.DataFrame(P, columns=names)
pd.DataFrame({"id": range(len(P)), "p": P[:, 0]})
pd.Series(P[:, 0])
pd.Series(P.argmax(axis=1))
plt.plot(P)
plt.imshow(P)
plt.bar(names, P[0])
plt.hist(P.ravel())
plt.title(f"{names[np.argmax(P[0])]} {P[0].max():.2f}")
plt.title(str(np.argmax(P[0])))
plt.text(0, 0, P[0])
plt.scatter(range(len(P)), P[:, 0])
json.dumps(P.tolist())
json.dumps({"p": [float(v) for v in P[0]]})
json.dumps(dict(zip(names, map(float, P[0]))))
json.loads(json.dumps(P.tolist()))[0]
pickle.loads(pickle.dumps(P))
copy.copy(P)
copy.deepcopy(P)
copy.deepcopy({"p": P})["p"]
statistics.mean(map(float, P[0]))
math.log(P[0][0])
math.fsum(P[0])
math.isclose(P[0][0], 0.3, abs_tol=0.1)
math.floor(P[0][0] * 10)
collections.Counter(P.argmax(axis=1).tolist())
collections.Counter((P > 0.5).ravel().tolist())
collections.deque(P, maxlen=1)
itertools.chain(P[0], P[1]).__next__()
list(itertools.islice(P, 2))
list(itertools.accumulate(P[0]))
functools.reduce(lambda a, b: a + b, P[0])
functools.reduce(max, P[0].tolist())
operator.itemgetter(0)(P)
operator.gt(P[0][0], 0.5)
heapq.nlargest(2, P[0])
heapq.nlargest(2, range(len(P[0])), key=lambda i: P[0][i])
bisect.bisect([0.25, 0.5, 0.75], P[0][0])
random.Random(0).choices(names, weights=P[0])[0]
types.SimpleNamespace(p=P)
Result(P).p
Result(P).best()
Result(P)[0]
len(Result(P))
Pair(P, 1)
Pair(P, 1).first
Pair(P, 1)._asdict()
Record(p=P)
Record(p=P).p
show(P)
show(P[0])
show(p=P)
show(*P[:2])
show(**{"p": P})
best(P)
best(P[0])
names[best(P[0]) % 3]
above(P)
above(P, 0.3)
likelihood(P)
normalised(P)
decode(P)
entropy(P)
confidence(P)
passed(P)
(lambda p: p.max())(P)
(lambda p: p[0] > 0.5)(P)
(lambda p, t=0.5: p > t)(P)
passed(passed(P))[0]
(P, y)[0]
[P][0]
[P, P][1][0]
(P[0], P[1])
(P if P is not None else y)
(P if len(P) else None)
(P is not None and P.max())
[*P[0]]
[*P][0]
{*P[0].tolist()} == set(P[0].tolist())
print(*P[0]) or 0
print(P, end="") or 0
sys.stdout.write(str(P)) and 0
io.StringIO(str(P)).read()
ast.literal_eval(str(P.tolist()))
getattr(P, "max")()
getattr(np, "max")(P)
P.__class__.__name__
vars(Result(P))
locals().get("nothing", P)
"""

_STATEMENTS = (
    "for row in P:\n    print(row)",
    "for row in P:\n    print(row.argmax())",
    "for row in P:\n    print(np.argmax(row), max(row))",
    "for i, row in enumerate(P):\n    print(i, row[0])",
    "for i in range(len(P)):\n    print(P[i])",
    "for i in range(len(P)):\n    print(np.argmax(P[i]))",
    "for name, v in zip(names, P[0]):\n    print(name, v)",
    "for row in P:\n    for v in row:\n        print(v > 0.5)",
    "for a, b in zip(P, y):\n    print(a, b)",
    "for a, b in zip(P, y):\n    print(a.argmax(), b)",
    "for row in P:\n    if row[0] > 0.3:\n        print('high')\n    else:\n        print('low')",
    "for row in P:\n    if row.max() < 0.4:\n        continue\n    print(row.argmax())",
    "if P[0][0] > 0.5:\n    print('yes')\nelse:\n    print('no')",
    "if P.max() > 0.9:\n    print('certain')\nelif P.max() > 0.4:\n    print('likely')\nelse:\n    print('who knows')",
    "q = P\nprint(q)",
    "q = P\nq = q[0]\nprint(q)",
    "q, r = P[0], P[1]\nprint(q, r)",
    "first, *rest = P\nprint(first, len(rest))",
    "a, b = P[:2]\nprint(a.argmax(), b)",
    "(a, b), c = P[:2], 1\nprint(a, c)",
    "q = P.copy()\nq[q > 0.5] = 1\nprint(q)",
    "q = np.array(P)\nq[0] = 0\nprint(q)",
    "q = np.array(P)\nq += 1\nprint(q)",
    "q = np.array(P)\nq /= q.sum()\nprint(q)",
    "q = 0\nq += P\nprint(q)",
    "total = 0\nfor row in P:\n    total += row[0]\nprint(total)",
    "total = 0.0\nfor i in range(3):\n    total = 0.9 * total + 0.1 * P\nprint(total)",
    "best = None\nfor row in P:\n    if best is None or row.max() > best:\n        best = row.max()\nprint(best)",
    "right = 0\nfor row, label in zip(P, y):\n    right += int(row.argmax() == label.argmax())\nprint(right)",
    "out = []\nfor row in P:\n    out.append(row)\nprint(out)",
    "out = []\nfor row in P:\n    out.append(row.argmax())\nprint(out)",
    "out = []\nfor i in range(2):\n    out.append(P)\nprint(np.mean(out, axis=0))",
    "out = []\nout.extend(P)\nprint(out[0])",
    "out = []\nout += list(P)\nprint(out[0])",
    "out = [P]\nout.append(P)\nprint(np.concatenate(out))",
    "out = np.zeros((8, 3))\nout[: len(P)] = P\nprint(out)",
    "out = np.empty(len(P))\nfor i, row in enumerate(P):\n    out[i] = row.max()\nprint(out)",
    "out = {}\nout['p'] = P\nprint(out)",
    "out = {}\nout['p'] = P\nprint(out['p'].argmax(axis=1))",
    "out = {}\nfor i, row in enumerate(P):\n    out[i] = row\nprint(out)",
    "out = {}\nout.update(p=P)\nprint(out['p'][0])",
    "out = {}\nout.setdefault('p', []).append(P)\nprint(out)",
    "out = collections.defaultdict(list)\nfor row in P:\n    out[int(row.argmax())].append(row.max())\nprint(dict(out))",
    "keep = types.SimpleNamespace()\nkeep.p = P\nprint(keep.p)",
    "keep = types.SimpleNamespace()\nkeep.p = P\nprint(keep.p.argmax(axis=1))",
    "keep = Result(P)\nkeep.p = keep.p[0]\nprint(keep.p)",
    "seen = set()\nfor row in P:\n    seen.add(int(row.argmax()))\nprint(seen)",
    "stack = [P]\nwhile stack:\n    print(stack.pop())",
    "i = 0\nwhile i < len(P) and P[i].max() < 0.6:\n    i += 1\nprint(i)",
    "rows = iter(P)\nprint(next(rows))\nprint(next(rows).argmax())",
    "def rows():\n    yield from P\n\n\nprint(list(rows())[0])",
    "def rows():\n    for row in P:\n        yield row.argmax()\n\n\nprint(list(rows()))",
    "def answer():\n    return P\n\n\nprint(answer())",
    "def answer():\n    return P\n\n\nprint(answer().argmax(axis=1))",
    "def answer():\n    return P.argmax(axis=1), P.max(axis=1)\n\n\na, b = answer()\nprint(a, b)",
    "def answer():\n    return P, y\n\n\na, b = answer()\nprint(a)",
    "def answer():\n    return {'p': P}\n\n\nprint(answer()['p'])",
    "def answer(limit=0.5):\n    if P[0][0] > limit:\n        return 'yes'\n    return 'no'\n\n\nprint(answer())",
    "answer = lambda: P\nprint(answer()[0])",
    "answer = lambda: np.argmax(P, axis=1)\nprint(answer())",
    "class Answer:\n    def __init__(self):\n        self.p = P\n\n    def show(self):\n        print(self.p)\n\n\n"
    "Answer().show()",
    "class Answer:\n    p = P\n\n\nprint(Answer.p.argmax(axis=1), Answer.p.max())",
    "class Answer:\n    @property\n    def p(self):\n        return P\n\n\nprint(Answer().p)",
    "try:\n    q = P\nfinally:\n    print('done')\nprint(q)",
    "try:\n    print(P[99])\nexcept Exception:\n    print(P[0])",
    "with contextlib.suppress(Exception):\n    print(P)",
    "with open('out.txt', 'w') as f:\n    f.write(str(P))\nprint(open('out.txt').read())",
    "with open('out.csv', 'w', newline='') as f:\n    csv.writer(f).writerows(P)\nprint(open('out.csv').read())",
    "with open('out.txt', 'w') as f:\n    for row in P:\n        print(*row, file=f)\nprint(open('out.txt').read())",
    "np.save('out.npy', P)\nprint(np.load('out.npy'))",
    "np.savez('out.npz', p=P)\nprint(np.load('out.npz')['p'])",
    "np.savetxt('out.txt', P, fmt='%.4f')\nprint(open('out.txt').read())",
    "with open('out.json', 'w') as f:\n    json.dump(P.tolist(), f)\nprint(json.load(open('out.json')))",
    "with open('out.pkl', 'wb') as f:\n    pickle.dump(P, f)\nprint(pickle.load(open('out.pkl', 'rb')))",
    "m = keras.metrics.MeanSquaredError()\nm.update_state(np.zeros(P.shape), P)\nprint(float(m.result()))",
    "m = keras.metrics.CategoricalAccuracy()\nm.update_state(np.eye(3)[[0] * len(P)], P)\nprint(float(m.result()))",
    "m = keras.metrics.AUC()\nm.update_state(np.arange(P.size).reshape(P.shape) % 2, P)\nprint(float(m.result()))",
    "m = keras.metrics.AUC()\nm.update_state(np.arange(len(P)) % 2, P[:, 0])\nprint(float(m.result()))",
    "m = keras.metrics.BinaryAccuracy()\nm.update_state(np.zeros(P.shape), P)\nprint(float(m.result()))",
    "m = keras.metrics.Mean()\nm.update_state(P)\nprint(float(m.result()))",
    "m = keras.metrics.Precision()\nm.update_state(np.ones(P.shape), P)\nprint(float(m.result()))",
    "m = keras.metrics.TopKCategoricalAccuracy(k=2)\nm.update_state(np.eye(3)[[0] * len(P)], P)\nprint(float(m.result()))",
    "v = tf.Variable(tf.zeros(P.shape))\nv.assign(P)\nprint(v.numpy())",
    "v = tf.Variable(tf.zeros(P.shape))\nv.assign_add(P)\nprint(v.numpy())",
    "frame = pd.DataFrame({'p': P[:, 0]})\nframe['class'] = P.argmax(axis=1)",
    "fig, ax = plt.subplots()\nax.plot(P[0])",
    "logging.getLogger('x').warning('%s', P)\nprint('logged')",
    "log.append(P)\nprint(log[-1])",
    "log.append(P.argmax(axis=1))\nprint(log[-1])",
    "global_scores = P\n\n\ndef later():\n    print(global_scores)\n\n\nlater()",
    "queue_ = queue.Queue()\nqueue_.put(P)\nprint(queue_.get())",
    "thread = threading.Thread(target=show, args=(P,))\nthread.start()\nthread.join()",
    "match P.shape:\n    case (_, 3):\n        print(P[0])\n    case _:\n        print(P)",
    "match len(P[0]):\n    case 1:\n        print(P > 0.5)\n    case _:\n        print(P.argmax(axis=1))",
    "assert P.min() >= 0, P\nprint('probabilities')",
    "assert abs(P[0].sum() - 1) < 0.5 or P.shape[1] < 3\nprint('probabilities')",
    "if (q := P) is not None:\n    print(q)",
    "if (q := P.max()) > 0.3:\n    print(q)",
    "print(q := P)",
    "q: np.ndarray = P\nprint(q)",
    "del y\nprint(P)",
    "q = r = P\nprint(q.argmax(axis=1), r)",
    "q = P\nr = q\ndel q\nprint(r)",
    "q = [P]\nr = q\nr[0] = r[0] * 2\nprint(q)",
    "q = P\nshow(q)\nprint(q.argmax(axis=1))",
    "threshold = 0.4\nprint((P > threshold).astype(int))",
    "threshold = np.median(P)\nprint(P > threshold)",
    "labels = P.argmax(axis=1)\nscores = P.max(axis=1)\nprint(labels, scores)",
    "labels = np.argmax(P, axis=1)\nfor label in labels:\n    print(names[label])",
    "order = P[0].argsort()[::-1]\nfor i in order:\n    print(names[i], P[0][i])",
    "order = np.argsort(P[0])[::-1]\nprint([names[i] for i in order])",
    "top = tf.math.top_k(P, k=2)\nprint(top.indices.numpy(), top.values.numpy())",
    "top = tf.math.top_k(P, k=2)\nprint(top.indices.numpy())",
    "values, indices = tf.math.top_k(P, k=1)\nprint(indices.numpy())",
    "values, indices = tf.math.top_k(P, k=1)\nprint(values.numpy())",
    "other = keras.Sequential([keras.layers.Dense(2, kernel_initializer='ones')])\nprint(other.predict(np.asarray(P)))",
    "other = keras.Sequential([keras.layers.Dense(1, kernel_initializer='ones')])\nother.compile('sgd', 'mse')\n"
    "print(other.fit(np.asarray(P), np.ones(len(P))).history['loss'])",
    "data = tf.data.Dataset.from_tensor_slices((P, P))\n"
    "for a, b in data.batch(4):\n    print(a.numpy(), b.numpy().argmax())",
)

HELPERS = """\
class Result:
    def __init__(self, p):
        self.p = p

    def best(self):
        return int(np.argmax(self.p)), float(np.max(self.p))

    def __getitem__(self, index):
        return self.p[index]

    def __len__(self):
        return len(self.p)


Pair = collections.namedtuple("Pair", "first second")


@dataclasses.dataclass
class Record:
    p: object


def show(*given, **named):
    print(*given, *named.values())


def best(p):
    return int(np.argmax(p))


def above(p, limit=0.5):
    return (p > limit).astype(int)


def likelihood(p):
    return -np.mean(np.log(np.asarray(p)[:, 0] + 1e-9))


def normalised(p):
    return p / np.sum(p)


def decode(p):
    return [(names[int(np.argmax(row)) % 3], float(np.max(row))) for row in p]


def entropy(p):
    return -np.sum(np.asarray(p) * np.log(np.asarray(p) + 1e-9), axis=-1)


def confidence(p):
    return float(np.max(p))


def passed(p):
    return p


log = []
"""
"""Classes and functions that some readers hand predictions to."""

_OF_HELPERS = (
    "Result",
    "Pair",
    "Record",
    "show",
    "best",
    "above",
    "likelihood",
    "normalised",
    "decode",
    "entropy",
    "confidence",
    "passed",
    "log",
)
_MODULES = (
    "ast",
    "bisect",
    "collections",
    "concurrent.futures",
    "contextlib",
    "copy",
    "csv",
    "dataclasses",
    "functools",
    "heapq",
    "io",
    "itertools",
    "json",
    "logging",
    "math",
    "operator",
    "pickle",
    "queue",
    "random",
    "statistics",
    "sys",
    "threading",
    "types",
)
_OTHERS = {
    "np": "import numpy as np",
    "pd": "import pandas as pd",
    "plt": "import matplotlib.pyplot as plt",
    "sklearn": "import sklearn.metrics",
}


@dataclass(frozen=True)
class Reader:
    """Statements over ``P``."""

    name: str
    text: str


def _readers() -> Iterator[Reader]:
    for line in _PLAIN.strip().splitlines():
        yield Reader(line, f"print({line})")
    for text in _STATEMENTS:
        yield Reader(text.replace("\n", "; "), text)


READERS = tuple(_readers())


EVERYTHING = "\n".join((HELPERS, *(reader.text for reader in READERS)))
"""Whatever any reader uses."""


def words(text: str) -> set[str]:
    """The identifiers in a text, roughly."""
    import re

    return set(re.findall(r"(?<![.\w])[A-Za-z_]\w*", text))


def helpers_for(text: str) -> str:
    """The helper definitions that ``text`` uses, by their names."""
    used = words(text)
    if not used & set(_OF_HELPERS):
        return ""
    parts = HELPERS.split("\n\n\n")
    chosen = []
    for part in parts:
        first = next(line for line in part.splitlines() if not line.startswith("@"))
        name = first.replace("class ", "").replace("def ", "").split("(")[0].split(":")[0].split(" ")[0]
        if name in used:
            chosen.append(part)
    return "\n\n\n".join(part.rstrip() for part in chosen) + "\n\n\n" if chosen else ""


def imports_for(text: str) -> list[str]:
    """The import statements that ``text`` needs, those of TensorFlow and Keras aside."""
    used = words(text)
    plain = [f"import {name}" for name in _MODULES if name.partition(".")[0] in used]
    return plain + [line for name, line in _OTHERS.items() if name in used]

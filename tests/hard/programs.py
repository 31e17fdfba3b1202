"""Programs that are written to crash, hang or swell whoever follows them: `PROGRAMS`, by name.

Kinds more than a list: constants that are folded for real, values that contain themselves, shared
structure that is walked as a tree, operations that raise in Python, functions that reach themselves
through properties and special methods, class diamonds, sources that two parsers read differently,
depth, and plain size. Each stands between imports and a model with one finding.
"""

from __future__ import annotations

HEAD = "import tensorflow as tf\nfrom tensorflow import keras\n"
FINDING = (
    "model = keras.Sequential([keras.layers.Dense(10, activation='softmax')])\n"
    "model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))\n"
)
N = 10_000

_BODIES: dict[str, str] = {
    "parens": "x = " + "(" * N + "1" + ")" * N,
    "brackets": "x = " + "[" * N + "1" + "]" * N,
    "attrs": "x = tf" + ".a" * N,
    "calls": "x = tf" + "()" * N,
    "subs": "x = tf" + "[0]" * N,
    "binops": "x = " + "+".join(["y"] * N),
    "binops_right": "x = " + "**".join(["y"] * N),
    "unary": "x = " + "-" * N + "1",
    "nots": "x = " + "not " * N + "1",
    "bools": "x = " + " and ".join(["y"] * N),
    "compares": "x = " + " < ".join(["y"] * N),
    "ternary": "x = " + "1 if y else " * N + "1",
    "lambdas": "x = " + "lambda: " * N + "1",
    "elifs": "if a: pass\n" + "".join(f"elif b{i}: pass\n" for i in range(N)),
    "nested_if100": "".join(" " * i + f"if a{i}:\n" for i in range(99)) + " " * 99 + "pass",
    "nested_if3000": "".join(" " * i + f"if a{i}:\n" for i in range(3000)) + " " * 3000 + "pass",
    "nested_def": "".join(" " * i + f"def f{i}():\n" for i in range(95)) + " " * 95 + "pass",
    "many_ifs_join": "".join(f"if a{i}:\n  x{i} = 1\nelse:\n  x{i} = 2\n" for i in range(3000)),
    "deep_inherit": "class A0(keras.Model): pass\n"
    + "".join(f"class A{i}(A{i - 1}): pass\n" for i in range(1, 3000))
    + "m = A2999()\nm.compile(loss='mse')",
    "wide_inherit": "class B(keras.Model):\n"
    + "".join(f"  def m{i}(self, x): return x\n" for i in range(9))
    + "".join(f"class C{i}(B):\n  def call(self, x): return tf.nn.softmax(x)\n" for i in range(500)),
    "diamond_inherit": "class A0(keras.Model): pass\nclass B0(keras.Model): pass\n"
    + "".join(
        f"class A{i}(A{i - 1},B{i - 1}): pass\nclass B{i}(A{i - 1},B{i - 1}): pass\n" for i in range(1, 40)
    )
    + "m = A39()\nm.compile(loss='mse')\nm.foo()",
    "self_inherit": "class A(keras.Model): pass\nclass A(A): pass\nA.__bases__ = (A,)\nm=A()\nm.compile()",
    "biglist": "x = [" + "1," * 1000000 + "]",
    "biglist_names": "x = [" + "y," * 300000 + "]",
    "bigdict": "x = {" + ",".join(f"{i}:{i}" for i in range(20000)) + "}",
    "bigdict100k": "x = {" + ",".join(f"{i}:{i}" for i in range(100000)) + "}",
    "line5mb": "x = '" + "a" * 5_000_000 + "'",
    "line5mb_code": "x = " + "a+1;x=" * 700000 + "1",
    "alias_list_print": "a0=[tf.nn.softmax(tf.ones(3))]\n"
    + "".join(f"a{i}=[a{i - 1},a{i - 1}]\n" for i in range(1, 61))
    + "print(a60)",
    "alias_tuple": "a0=(tf.nn.softmax(tf.ones(3)),)\n"
    + "".join(f"a{i}=(a{i - 1},a{i - 1})\n" for i in range(1, 61))
    + "print(a60)",
    "alias_tuple_eq": "a0=(1,)\nb0=(1,)\n"
    + "".join(f"a{i}=(a{i - 1},a{i - 1})\nb{i}=(b{i - 1},b{i - 1})\n" for i in range(1, 61))
    + "c = a60 if q else b60",
    "alias_dict": "a0={'k':tf.nn.softmax(tf.ones(3))}\n"
    + "".join(f"a{i}={{'l':a{i - 1},'r':a{i - 1}}}\n" for i in range(1, 61))
    + "print(a60)\nfoo(a60)",
    "alias_foo": "a0=[tf.nn.softmax(tf.ones(3))]\n"
    + "".join(f"a{i}=[a{i - 1},a{i - 1}]\n" for i in range(1, 61))
    + "foo(a60)",
    "list_double": "a=[1]\n" + "a=a+a\n" * 40,
    "list_iadd": "a=[1]\n" + "a+=a\n" * 40,
    "list_extend": "a=[1]\n" + "a.extend(a)\n" * 40,
    "list_star": "a=[1]\n" + "a=[*a,*a]\n" * 40,
    "tuple_double": "a=(1,)\n" + "a=a+a\n" * 40,
    "list_mul16": "a=[1]\n" + "a=a*16\n" * 10,
    "call_star": "def f(*a): return a\na=[1]\n" + "a=f(*a,*a)\n" * 40,
    "str_double": "a='x'\n" + "a=a+a\n" * 45,
    "str_fstring": "a='x'\n" + "a=f'{a}{a}'\n" * 45,
    "str_format": "a='x'\n" + "a='{0}{0}'.format(a)\n" * 45,
    "str_join": "a='x'\n" + "a=a.join([a,a,a])\n" * 20,
    "str_joinstr": "a='xxxx'\n" + "a=a.join(a)\n" * 6,
    "str_replace": "a='xx'\n" + "a=a.replace('x','xx')\n" * 45,
    "str_percent": "a='x'\n" + "a='%s%%s' % a\n" * 45,
    "str_zfill": "a='x'.zfill(10**10)",
    "str_format_width": "a='{:10000000000}'.format(1)",
    "str_percent_width": "a='%10000000000d' % 1",
    "str_percent_width_f": "a='%.2000000000f' % 1.0",
    "str_mul": "x = 'a' * 10**10",
    "str_split": "a='a '\n" + "a=a+a\n" * 25 + "b=a.split(' ')",
    "int_pow": "x = 2**10**9",
    "int_pow_chain": "x = 10**64\n" + "x = x**64\n" * 6,
    "int_square": "x = 10**64\n" + "x = x*x\n" * 40,
    "int_shift": "x = 1 << 10**10",
    "int_fstring": "x = 10**64\ny = x**64\nz = y*y\ns = f'{z}'",
    "int_str": "x = 10**64\ny = x**64\nz = y*y\ns = str(z)",
    "int_percent": "x = 10**64\ny = x**64\nz = y*y\ns = '%d' % z",
    "int_literal_5000": "x = " + "9" * 5000,
    "int_neg_pow": "x = 0 ** -1",
    "float_overflow": "x = 1e308 ** 64\ny = 10**64 * 1e300\nz = (10**64)**64 / 3.0",
    "complex_pow": "x = (-8) ** 0.5\ny = x < 3\nz=int(x)\n",
    "list_mul": "x = [0]*10**10",
    "list_mul_neg": "x = [0]*-1\ny=(1,2)*3",
    "range_loop": "for i in range(10**9):\n    x = i",
    "range_list": "x = list(range(10**9))",
    "range_list_neg": "x = list(range(10**9, -10**12, -1))",
    "range_sum": "x = sum(range(10**9))\ny = max(range(10**9))",
    "join_range": 'x = "a".join(range(10**8))',
    "loops_unknown": "".join(" " * i + f"for a{i} in s{i}:\n" for i in range(19)) + " " * 19 + "t = a0",
    "loops_range": "t = 0\nb = []\n"
    + "".join(" " * i + f"for a{i} in range(100):\n" for i in range(19))
    + " " * 19
    + "t += a0; b.append({**c, t: a0})",
    "loops_methods": "class O:\n  def __init__(self): self.n = 0; self.l = []\n  def step(self, x):\n"
    + "    for y in x:\n      self.n += 1\n      self.l.append(O())\no = O()\n"
    + "".join(" " * i + f"for a{i} in s{i}:\n" for i in range(10))
    + " " * 10
    + "o.step(a0); o = o.l[0]",
    "loops_functions": "".join(
        f"def f{i}(s):\n  t = 0\n  for x in s: t += f{i + 1}(x)\n  return t\n" for i in range(12)
    )
    + "def f12(s): return s.x\nf0(data)",
    "loops_generators": "".join(
        f"def g{i}(s):\n  for x in s:\n    for y in x: yield from g{i + 1}(y)\n" for i in range(6)
    )
    + "def g6(s): yield s\nfor x in g0(data): t = x",
    "comp_nest": "x = [[[[[[a+b+c+d+e for a in range(24)] for b in range(24)] for c in range(24)] for d in range(24)] for e in range(24)] for f in range(24)]",
    "comp_many": "x = [1 " + "".join(f"for a{i} in range(24) " for i in range(12)) + "]",
    "layers_loop": "model2=keras.Sequential()\nfor i in range(10**9):\n    model2.add(keras.layers.Dense(3))",
    "self_list": "a=[]\na.append(a)\nprint(a)\nfoo(a)\nx = a + a\nfor i in a: print(i)",
    "self_list_idx": "a=[0]\na[0]=a\nprint(a)\nmodel.fit(a)",
    "self_dict": "a={}\na['x']=a\nprint(a)\nfoo(a)\nfoo(**a)",
    "mutual_list": "a=[];b=[a];a.append(b)\nprint(a)\ntf.concat(a,0)\ntf.stack(b)",
    "self_model": "m=keras.Sequential()\nm.add(m)\nm.compile(loss='categorical_crossentropy')\nm.fit(1,2)\nm.predict(1)",
    "self_model2": "a=keras.Sequential();b=keras.Sequential([a]);a.add(b)\na.compile(loss='categorical_crossentropy')\nprint(a.predict(1))",
    "self_model3": "class A(keras.Model):\n  def __init__(self):\n    super().__init__()\n    self.m=self\n    self.n=A()\n  def call(self,x):\n    return self.m(x)\na=A()\na.compile(loss='categorical_crossentropy')\na.fit(1)\n",
    "self_loss": "l=[];l.append(l)\nmodel2=keras.Sequential([keras.layers.Dense(3)])\nmodel2.compile(loss=l,metrics=l)\n",
    "self_partial": "import functools\nf=print\n" + "f=functools.partial(f,f)\n" * 60 + "f()",
    "partial_alias": "import functools\nf=[functools.partial(print)]\n"
    + "f=[functools.partial(f[0],f[0])]\n" * 60
    + "foo(f[0])\ndef g(): return f[0]",
    "mutual_rec": "def f(x): return g(x)+g(x)\ndef g(x): return f(x)+f(x)\nf(1)",
    "fan_calls": "def f0(x): return tf.nn.softmax(x)\n"
    + "".join(f"def f{i}(x): return f{i - 1}(x)+f{i - 1}(x)\n" for i in range(1, 40))
    + "f39(1)",
    "ycomb": "Y=lambda f:(lambda x:f(lambda v:x(x)(v)))(lambda x:f(lambda v:x(x)(v)))\nY(lambda s:lambda n:s(n))(1)",
    "slice_huge": "a='abc'[10**100]\nb=[1][10**100:]\nc=[1][::0]\nd='abc'[::0]\ne=(1,2)[True]\nf='abc'[-10**100:]",
    "pop_huge": "a=[1]\na.pop(10**100)\na.insert(10**100,1)\na.insert(-10**100,1)\na.insert(10**30,2)\na[10**100]=1\ndel a[0]",
    "dict_unhash": "a={[]:1}\na[{}]=2\na[tf]=1\na.get([])\na.update(5)\na.update(1,2,3)\na.pop()\na.setdefault()",
    "str_methods": "a='abc'\na.count(1)\na.find()\na.join(5)\na.join([1])\na.format(a,a,b=1)\na.replace('a')\na.split(5)\na.zfill('x')\na.removeprefix()\na.center(10)\n'{'.format(1)\n'{0.__class__}'.format(1)\n'{0[x]}'.format(1)\n'{:{}}'.format(1)\n'%(a)s' % 1\n'%s %s' % 1\n'%c' % -1\n'%c' % 10**10\n",
    "bad_escapes": "a='\\N{NO SUCH NAME}'",
    "bad_hex": "a='\\xZZ'\nb=b'\\xZ'",
    "bad_bytes": "a=b'é'",
    "bad_uni": "a='\\U99999999'",
    "surrogates": "a='\\ud800'\nprint(a)\nmodel2=keras.Sequential(name=a)\nf'{a}'\n",
    "bad_int": "a=0777\nb=0x\nc=1__0\nd=1e\n",
    "bad_concat": "a='x' b'y'",
    "bad_fstr": "a=f'{'\nb=f'{x!z}'\nc=f'{}'\n",
    "nan_keys": "n=float('nan')\nd={n:1}\nd[n]\nx=n==n\ny=float('inf')\nint(y)\nz=y-y\nrange(y)\nround(n)\nint('9'*5)\nint(n)\n",
    "round_etc": "int('1'*10)\nfloat('x')\nint('\uff19')\nbool()\nstr()\nint()\nlen()\nrange()\nzip()\nenumerate()\nmax()\nsum()\nsorted()\nnext()\nisinstance()\ngetattr()\nsetattr()\nsuper()\nmap()\nfilter()\ntype()\nreversed()\nprint(*[])\ndict(1)\nlist(1,2)\ntuple(1)\nset(1)\nabs()\npow()\ndivmod()\nhasattr()\ncallable()\niter()\nopen()\ngetattr(1,2,3,4)\ngetattr(model,1)\nsetattr(model,1,2)\ngetattr(model,'x'*3)\n",
    "huge_noqa": "x=1 # noqa: " + "A1," * 500000,
    "noqa_adv": "x=1 # noqa:" + "A1" * 200000 + "!",
    "spaces_q": "x = 1 ?" + " " * 200000 + "x",
    "import_comma": "from a import " + ",".join("b" + str(i) for i in range(50000)),
    "imports_many": "".join(f"import a{i}.b.c.d\n" for i in range(20000)),
    "import_ws": "from" + " " * 300000 + "x" + " " * 300000 + "y",
    "blank_lines": "\n" * 50_000,
    "blank_lines_spaces": " \t\n" * 50_000,
    "import_ws2": (" " * 300000 + "\n") * 5,
    "decor": "".join("@tf.function\n" for _ in range(5000)) + "def f(): pass\nf()",
    "decor_rec": "def d(f): return d(f)\n@d\n@d\ndef g(): pass\ng()",
    "prop_rec": "class A:\n  @property\n  def x(self): return self.x\n  def __getattr__(self,n): return getattr(self,n)\n  def __call__(self): return self()\n  def __enter__(self):\n    with self: pass\na=A()\na.x\na.y\na()\nwith a: pass",
    "match_deep": "match x:\n" + "".join(f"  case {i}: y={i}\n" for i in range(3000)),
    "try_deep": "".join(" " * i + "try:\n" for i in range(90))
    + " " * 90
    + "x=1\n"
    + "".join(" " * i + "except: pass\n" for i in reversed(range(90))),
    "walrus": "(x:=(y:=(z:=1)))\n[(q:=i) for i in range(10)]",
    "global_kill": "def f():\n  global model\n  model=None\n  del model\nf()\ndel model\n",
    "tf_names_assign": "tf=1\nkeras=2\ntf.nn.softmax(3)\n",
    "star_imports": "from tensorflow import *\nfrom keras.layers import *\nfrom . import *\nfrom .. import *\nfrom ... import *\nfrom .................... import x\nimport hostile\n",
    "semicolons": ";".join(["x=1"] * 100000),
    "long_funcs": "".join(f"def f{i}(a,b=1,*c,d=2,**e):\n  return tf.nn.softmax(a)\n" for i in range(5000)),
    "class_many": "".join(
        f"class C{i}(keras.Model):\n  def call(self,x): return tf.nn.softmax(x)\n" for i in range(2000)
    ),
    "cond_sets": "".join(f"if a{i}: y = tf.nn.softmax(x)\n" for i in range(200))
    + "keras.losses.categorical_crossentropy(t,y)",
    "cond_exp": "y=x\n"
    + "".join(f"y = tf.nn.softmax(y) if a{i} else y\n" for i in range(60))
    + "keras.losses.categorical_crossentropy(t,y,from_logits=b)",
    "lambda_default": "f=lambda x=(lambda y=(lambda:1):y):x\nf()()()\n",
    "type_params": "def f[T](x: T) -> T: return x\nclass A[T]: pass\ntype X = int\n",
    "gen_rec": "def g():\n  yield from g()\n  yield g\nfor x in g(): print(x)\nlist(g())",
    "async_": "async def f():\n  async with x as y: pass\n  async for z in y: await z\n  return [a async for a in b]\n",
    "dict_self_kw": "d={'d':1}\ndef f(**d): return f(**d, **d)\nf(**d)",
    "crash_int_fstring": "a = 10**64\nb = a**64\nc = b*b\nprint(f'{c}')",
    "crash_property_recursion": "class W:\n  def __init__(self, inner): self.inner = inner\n  @property\n  def state(self): return self.inner.state if self.inner else self.state\nprint(W(None).state)",
    "crash_in_star": "for x in*range(3): pass",
    "crash_lambda_else": "a = 1 if(lambda: 1)else 2",
    "no_space": 'x = [a for a in"abc"]\ny = 1 if 1in[1]else 2',
    "zip_enter": "class Node:\n  def __enter__(self):\n    with self: return self\nwith Node(): pass",
    "zip_getattr": "class W:\n  def __getattr__(self, name): return getattr(self.inner, name)\nW().fit",
    "zip_parent_property": "class Node:\n  def __init__(self, parent=None): self.parent = parent\n  @property\n  def depth(self): return 0 if self.parent is None else self.parent.depth + 1\nprint(Node(Node(Node())).depth)",
    "diamond_shared": "class A0: pass\n"
    + "".join(
        f"class A{i}(A{i - 1}): pass\nclass B{i}(A{i - 1}): pass\nclass A{i}(A{i}, B{i}): pass\n"
        for i in range(1, 30)
    )
    + "A29().foo",
    "mutual_property": "class A:\n  @property\n  def x(self): return self.y\n  @property\n  def y(self): return self.x\nA().x",
    "descriptor_rec": "class D:\n  def __get__(self, o, t): return o.d\nclass A: d = D()\nA().d",
    "iter_rec": "class A:\n  def __iter__(self): return iter(self)\n  def __next__(self): return next(self)\nfor x in A(): pass\nlist(A())",
    "eq_rec": "class A:\n  def __eq__(self, o): return self == o\n  def __hash__(self): return hash(self)\nA() == A()\n{A(): 1}[A()]",
    "bool_rec": "class A:\n  def __bool__(self): return bool(self)\n  def __len__(self): return len(self)\nif A(): pass\nlen(A())",
    "call_self_dict": "d = {}\nd['d'] = d\nprint({**d}, dict(d), [*d], f'{d}', '%s' % d, str(d))",
    "list_in_tuple": "a = []\nt = (a,)\na.append(t)\nprint(t == t, t)\nhash(t)",
    "deepcopy_self": "import copy\na = []\na.append(a)\nb = copy.deepcopy(a)\nprint(a == b)",
    "sorted_self": "a = []\na.append(a)\nsorted(a)\nmax(a)\na.sort()\na.index(a)\na.count(a)\na in a",
    "zip_many": "x = list(zip(*[range(10**6)] * 1000))",
    "product": "import itertools\nx = list(itertools.product(range(1000), repeat=5))\ny = list(itertools.count())\nz = list(itertools.cycle([1]))",
    "str_translate": "a = 'x' * 4096\n" + "a = a.replace('x', a)\n" * 6,
    "str_ljust": "a = 'x'.ljust(10**10)\nb = 'x'.center(10**10)\nc = 'x'.rjust(10**10)\nd = f'{1:10000000000}'\ne = 'x'.expandtabs(10**10)",
    "bytes_mul": "a = b'x' * 10**10\nb = bytes(10**10)\nc = bytearray(10**10)",
    "int_from_str": "a = int('9' * 4000)\nb = a ** 100\nc = int('1', 10**9)\nd = '9' * 10**6\ne = int(d)",
    "factorial": "import math\nx = math.factorial(10**7)\ny = math.comb(10**7, 10**6)\nz = pow(3, 10**9)\nw = divmod(7**10**7, 3)",
    "set_of_sets": "a = frozenset()\n" + "a = frozenset([a, frozenset([a])])\n" * 60 + "print(a)",
    "dict_union": "a = {i: i for i in range(24)}\n" + "a = {**a, **{str(k): v for k, v in a.items()}}\n" * 40,
    "chain_alias_dict_eq": "a = {}\nb = {}\n"
    + "a = {'l': a, 'r': a}\nb = {'l': b, 'r': b}\n" * 60
    + "print(a == b)",
    "nested_functions": "def f(x):\n  def g(y): return f(y)\n  return g(x)\nf(1)",
    "default_self": "def f(x=None):\n  x = x or f\n  return x(x)\nf()",
    "class_of_class": "class M(type):\n  def __call__(cls): return cls()\nclass A(metaclass=M): pass\nA()",
    "subclass_hook": "class A:\n  def __init_subclass__(cls): cls()\n  def __init__(self): type('B', (A,), {})()\nclass B(A): pass",
    "star_chain": "def f(*a, **k): return g(*a, *a, **k)\ndef g(*a, **k): return f(*a, *a, **k)\nf(1, x=2)",
    "compile_itself": "model = keras.Sequential()\nmodel.compile(loss=model, optimizer=model, metrics=[model, [model]])\nmodel.fit(model)",
    "functional_loop": "i = keras.Input((3,))\nx = i\n"
    + "x = keras.layers.Concatenate()([x, x])\n" * 60
    + "m = keras.Model(i, x)\nm.compile(loss='categorical_crossentropy')",
    "nested_models": "m = keras.Sequential([keras.layers.Dense(3, activation='softmax')])\n"
    + "m = keras.Sequential([m, m])\n" * 60
    + "m.compile(loss='categorical_crossentropy')",
    "losses_dict_alias": "d = {'a': 'categorical_crossentropy'}\n"
    + "d = {'a': d, 'b': d}\n" * 60
    + "m = keras.Sequential([keras.layers.Dense(3)])\nm.compile(loss=d)",
}
PROGRAMS = {name: f"{HEAD}{body}\n{FINDING}" for name, body in _BODIES.items()}

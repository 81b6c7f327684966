"""The models that the surrogate is compared with, each with the same features and splits."""

import lightgbm
import numpy as np
import xgboost
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import RandomForestRegressor

from runs import NODES, SCALARS


def forest(runs, train, test):
    """scikit-learn's random forest, on the curves' values at 48 places and on the logarithms of the scalars."""

    def fit(targets):
        model = RandomForestRegressor(200, max_features=0.5, random_state=0, n_jobs=1)
        return model.fit(runs.features[train], targets[train]).predict(runs.features[test])

    return fit(runs.nodes()), {name: np.exp(fit(np.log(runs.scalars[name]))) for name in SCALARS}


def boosted_epochs(runs, train, test):
    """XGBoost on each epoch: one row a run and epoch, with the epoch and its share of the way as features."""

    def rows(places, full):
        parts, targets = [], []
        for run in places:
            length = len(runs.curves[run])
            share = np.arange(length) / (length - 1) if full else NODES
            epoch = share * (length - 1)
            own = np.broadcast_to(runs.features[run], (len(share), runs.features.shape[1]))
            parts.append(np.column_stack([own, share, epoch]))
            targets.append(runs.curves[run] if full else np.zeros(len(share)))
        return np.concatenate(parts), np.concatenate(targets)

    model = xgboost.XGBRegressor(
        n_estimators=400, max_depth=6, learning_rate=0.05, subsample=0.8, colsample_bytree=0.7, n_jobs=1, random_state=0
    )
    nodes = model.fit(*rows(train, True)).predict(rows(test, False)[0]).reshape(len(test), -1)
    scalars = {}
    for name in SCALARS:
        model = xgboost.XGBRegressor(
            n_estimators=400, max_depth=4, learning_rate=0.05, subsample=0.8, colsample_bytree=0.7, n_jobs=1,
            random_state=0,
        )
        fitted = model.fit(runs.features[train], np.log(runs.scalars[name][train]))
        scalars[name] = np.exp(fitted.predict(runs.features[test]))
    return nodes, scalars


def boosted_components(runs, train, test):
    """LightGBM on the first components of a singular value decomposition of the curves, as NAS-Bench-x11 has it."""

    def fit(targets):
        model = lightgbm.LGBMRegressor(
            n_estimators=300, learning_rate=0.05, num_leaves=15, min_child_samples=10, subsample=0.8, subsample_freq=1,
            colsample_bytree=0.7, n_jobs=1, random_state=0, verbose=-1,
        )
        return model.fit(runs.features[train], targets).predict(runs.features[test])

    curves = runs.nodes()
    decomposition = TruncatedSVD(6, random_state=0)
    components = decomposition.fit_transform(curves[train])
    predicted = np.column_stack([fit(components[:, place]) for place in range(components.shape[1])])
    return (
        decomposition.inverse_transform(predicted),
        {name: np.exp(fit(np.log(runs.scalars[name][train]))) for name in SCALARS},
    )


MODELS = {
    "random forest": forest,
    "XGBoost on each epoch": boosted_epochs,
    "LightGBM after SVD": boosted_components,
}
